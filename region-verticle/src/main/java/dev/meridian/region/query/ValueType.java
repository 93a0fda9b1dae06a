package dev.meridian.region.query;

import dev.meridian.region.query.geometry.Geometry;
import dev.meridian.region.query.geometry.Shape;
import dev.meridian.region.query.geometry.StoredGeometry;
import java.lang.reflect.Array;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** What one value of a column is, here and in the database. */
public enum ValueType {
    /** {@link String}, compared by code point. */
    STRING("text", String.class),
    /** {@link Long}. */
    INTEGER("int8", Long.class),
    /** {@link Double}, finite. */
    FLOAT("float8", Double.class),
    /** {@link Boolean}; false comes before true. */
    BOOLEAN("bool", Boolean.class),
    /** {@link OffsetDateTime} in UTC. */
    DATETIME("timestamptz", OffsetDateTime.class),
    /** {@link Geometry.Point}. Geometries have no order, and no arrays of them are kept. */
    POINT("float8[]", Geometry.class),
    /** {@link Geometry.Line}. */
    LINESTRING("float8[]", Geometry.class),
    /** {@link Geometry.Polygon}. */
    POLYGON("float8[]", Geometry.class);

    private final String sql;
    private final Class<?> held;

    ValueType(String sql, Class<?> held) {
        this.sql = sql;
        this.held = held;
    }

    /** PostgreSQL's name of the type. */
    public String sql() {
        return sql;
    }

    /** The class of a value in this process. */
    public Class<?> held() {
        return held;
    }

    public boolean isSpatial() {
        return shape().isPresent();
    }

    /** What its geometries are, if it is a type of those. */
    public Optional<Shape> shape() {
        return switch (this) {
            case POINT -> Optional.of(Shape.POINT);
            case LINESTRING -> Optional.of(Shape.LINESTRING);
            case POLYGON -> Optional.of(Shape.POLYGON);
            case STRING, INTEGER, FLOAT, BOOLEAN, DATETIME -> Optional.empty();
        };
    }

    /** A value as the database client binds it to a parameter of {@link #sql}. */
    public Object bound(Object value) {
        return value instanceof Geometry geometry ? StoredGeometry.of(geometry) : value;
    }

    /** Values as the typed array that the database client binds to one parameter. */
    public Object[] array(List<?> values) {
        return values.toArray(size -> (Object[]) Array.newInstance(held, size));
    }
}
