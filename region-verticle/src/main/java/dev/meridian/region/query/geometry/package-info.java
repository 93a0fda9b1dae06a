/**
 * Values of spatial columns (contract section 3, "Geometry values"): points, lines and polygons in degrees, as callers write
 * them and as the database holds them.
 *
 * <p>How two of them lie to each other is the database's to tell ({@code 0130_geometry.sql}); nothing here computes. Every
 * geometry is well formed: {@link dev.meridian.region.query.geometry.GeometryReader} makes one of what a caller sent, or
 * none.
 */
@NullMarked
package dev.meridian.region.query.geometry;

import org.jspecify.annotations.NullMarked;
