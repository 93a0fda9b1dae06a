package dev.meridian.region.databases.tables;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.geometry.Geometry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a column's definition from a request (contract section 5, "Column types"). */
final class ColumnParameters {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,35}");
    private static final String KEY_RULE = "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9,"
            + " period, hyphen, and underscore. Can't start with a special char";
    private static final int MOST_ELEMENTS = 100;

    private ColumnParameters() {}

    static String key(Parameters parameters) {
        return key(parameters, "key");
    }

    static String key(Parameters parameters, String name) {
        return parameters.text(name, KEY_RULE, key -> KEY.matcher(key).matches());
    }

    /** One of the columns that a table's creation lists. */
    static Column inline(JsonObject definition, String now) {
        Parameters parameters = new Parameters(Map.of(), definition.getMap(), Map.of());
        String type = parameters.text("type", 36);
        String format = parameters.optionalText("format", 36).orElse("");
        ColumnKind kind =
                ColumnKind.named(type, format).orElseThrow(() -> DatabaseProblems.columnFormat(type + format));
        return read(kind, parameters, parameters.flag("required", false), now);
    }

    static Column created(ColumnKind kind, Parameters parameters, String now) {
        boolean required = parameters.optionalFlag("required").orElseThrow(() -> Invalid.missing("required"));
        return read(kind, parameters, required, now);
    }

    /**
     * What a column becomes by an update. A bound, size or key that is not given stays; whether a value is required and what
     * it is otherwise have to be said.
     */
    static Column updated(Column present, Parameters parameters, String now) {
        boolean required = parameters.optionalFlag("required").orElseThrow(() -> Invalid.missing("required"));
        if (!parameters.mentions("default")) {
            throw Invalid.missing("default");
        }
        ColumnKind kind = present.kind();
        Column bare = new Column(
                parameters.has("newKey") ? key(parameters, "newKey") : present.key(),
                kind,
                present.number(),
                required,
                present.array(),
                parameters.has("size") ? size(kind, parameters) : present.size(),
                parameters.has("min") ? bound(kind, parameters, "min") : present.min(),
                parameters.has("max") ? bound(kind, parameters, "max") : present.max(),
                elements(kind, parameters),
                null,
                present.createdAt(),
                now);
        checkRange(bare);
        return withFallback(bare, parameters.raw("default").orElse(null));
    }

    private static Column read(ColumnKind kind, Parameters parameters, boolean required, String now) {
        if (parameters.flag("encrypt", false)) {
            throw Invalid.parameter("encrypt", "Encrypted columns are not available");
        }
        boolean array = parameters.flag("array", false);
        if (array && kind.valueType().isSpatial()) {
            throw Invalid.parameter("array", "A column of type " + kind.path() + " is no array");
        }
        Column bare = new Column(
                key(parameters),
                kind,
                0,
                required,
                array,
                size(kind, parameters),
                bound(kind, parameters, "min"),
                bound(kind, parameters, "max"),
                elements(kind, parameters),
                null,
                now,
                now);
        checkRange(bare);
        return withFallback(bare, parameters.raw("default").orElse(null));
    }

    private static long size(ColumnKind kind, Parameters parameters) {
        return kind.isSized()
                ? parameters.integer("size", 1, kind.most()).orElseThrow(() -> Invalid.missing("size"))
                : kind.most();
    }

    private static @Nullable Number bound(ColumnKind kind, Parameters parameters, String name) {
        if (!kind.isRanged()) {
            return null;
        }
        return kind.valueType() == ValueType.FLOAT
                ? (Number) parameters.decimal(name).orElse(null)
                : (Number)
                        parameters.integer(name, Long.MIN_VALUE, Long.MAX_VALUE).orElse(null);
    }

    private static void checkRange(Column column) {
        Number min = column.min();
        Number max = column.max();
        boolean reversed = min != null
                && max != null
                && new BigDecimal(min.toString()).compareTo(new BigDecimal(max.toString())) > 0;
        if (reversed) {
            throw DatabaseProblems.columnValue("Minimum value must be lesser than maximum value.");
        }
    }

    private static List<String> elements(ColumnKind kind, Parameters parameters) {
        if (kind != ColumnKind.ENUM) {
            return List.of();
        }
        List<String> elements =
                parameters.texts("elements", MOST_ELEMENTS, (int) kind.most()).orElse(List.of());
        if (elements.isEmpty() || elements.contains("")) {
            throw DatabaseProblems.columnValue("Enum elements must be 1 to 100 non-empty strings.");
        }
        return elements;
    }

    private static Column withFallback(Column bare, @Nullable Object fallback) {
        if (fallback == null) {
            return bare;
        }
        if (bare.required()) {
            throw DatabaseProblems.defaultUnsupported("Cannot set default value for required column");
        }
        if (bare.array()) {
            throw DatabaseProblems.defaultUnsupported("Cannot set default value for array column");
        }
        Object fitting = ColumnValues.of(bare, fallback)
                .orElseThrow(() -> DatabaseProblems.columnValue(
                        "The default of column '" + bare.key() + "' does not fit: " + ColumnValues.rule(bare) + "."));
        return new Column(
                bare.key(),
                bare.kind(),
                bare.number(),
                false,
                bare.array(),
                bare.size(),
                bare.min(),
                bare.max(),
                bare.elements(),
                fitting instanceof Geometry geometry ? new JsonArray(geometry.json()) : fallback,
                bare.createdAt(),
                bare.updatedAt());
    }
}
