package dev.meridian.region.query.geometry;

/** What a geometry is, in the contract's words for types of columns. */
public enum Shape {
    POINT,
    LINESTRING,
    POLYGON
}
