/**
 * The way from an edge to whatever has what is asked for: the region that owns it ({@link
 * dev.meridian.edge.origin.HomeRegions}) or an HTTP origin outside the network ({@link
 * dev.meridian.edge.origin.HttpOrigins}).
 */
@NullMarked
package dev.meridian.edge.origin;

import org.jspecify.annotations.NullMarked;
