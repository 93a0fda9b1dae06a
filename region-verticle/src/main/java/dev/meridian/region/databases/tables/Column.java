package dev.meridian.region.databases.tables;

import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param number of the physical column; never used again in its table
 * @param size the longest value, in the units of {@link ColumnKind#most}; 0 where there is none
 * @param min of numbers, a {@link Long} or a {@link Double}
 * @param elements of an enum, in their order
 * @param encrypted whether the database holds its values sealed, which no query can look into
 * @param fallback what an absent value is on creation, as JSON has it
 * @param createdAt as the contract writes time, as does {@code updatedAt}
 */
public record Column(
        String key,
        ColumnKind kind,
        int number,
        boolean required,
        boolean array,
        long size,
        @Nullable Number min,
        @Nullable Number max,
        List<String> elements,
        boolean encrypted,
        @Nullable Object fallback,
        String createdAt,
        String updatedAt) {

    public Identifier physical() {
        return new Identifier("c_" + number);
    }

    Field field() {
        return new Field(key, physical(), kind.valueType(), array, true, !encrypted);
    }

    /** Type in the database; texts are ordered by code point. */
    String sqlType() {
        String base = kind.valueType().sql() + (array ? "[]" : "");
        return base.startsWith("text") ? base + " COLLATE \"C\"" : base;
    }

    Column numbered(int other) {
        return new Column(
                key, kind, other, required, array, size, min, max, elements, encrypted, fallback, createdAt, updatedAt);
    }
}
