/**
 * Values that the database keeps without being able to read them, sealed with keys that it has not ({@link
 * dev.meridian.region.sealing.Sealer}).
 */
@NullMarked
package dev.meridian.region.sealing;

import org.jspecify.annotations.NullMarked;
