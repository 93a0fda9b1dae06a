/**
 * Reads databases in MaxMind's DB format, version 2 (the MaxMind DB File Format Specification, 2.0), with the City schema of
 * MaxMind or DB-IP, or the flat one of the ip-location-db packages. Pure but for reading the file.
 *
 * <p>A file is walked once, from end to end, instead of being asked for each address: what is malformed comes to light before
 * any of it is used, and nobody looks anything up in memory that somebody else may shorten. Whatever the bytes are, work is
 * bounded by their number, and the only failure is an {@link java.io.IOException}. Start at
 * {@link dev.meridian.router.geo.mmdb.MmdbFile}.
 */
@NullMarked
package dev.meridian.router.geo.mmdb;

import org.jspecify.annotations.NullMarked;
