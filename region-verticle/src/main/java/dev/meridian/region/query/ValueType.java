package dev.meridian.region.query;

import java.lang.reflect.Array;
import java.time.OffsetDateTime;
import java.util.List;

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
    DATETIME("timestamptz", OffsetDateTime.class);

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

    /** Values as the typed array that the database client binds to one parameter. */
    public Object[] array(List<?> values) {
        return values.toArray(size -> (Object[]) Array.newInstance(held, size));
    }
}
