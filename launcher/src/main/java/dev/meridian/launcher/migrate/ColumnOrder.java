package dev.meridian.launcher.migrate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * What makes a column like another.
 *
 * @param path last segment of where it is asked for
 */
record ColumnOrder(String path, JsonObject body) {

    private static final Set<String> PATHS = Set.of(
            "string",
            "varchar",
            "text",
            "mediumtext",
            "longtext",
            "integer",
            "bigint",
            "float",
            "boolean",
            "datetime",
            "email",
            "url",
            "ip",
            "enum",
            "point",
            "line",
            "polygon");

    /**
     * @param column as its API shows it
     * @throws Refused if it is of no type that the contract has
     */
    static ColumnOrder of(JsonObject column) {
        String path = path(column);
        if (!PATHS.contains(path) || !Lists.ID.matcher(column.getString("key")).matches()) {
            throw new Refused(
                    "a column",
                    200,
                    new JsonObject()
                            .put("message", "the type or key is not known")
                            .put("type", path));
        }
        boolean required = column.getBoolean("required", false);
        boolean array = column.getBoolean("array", false);
        JsonObject body = new JsonObject().put("key", column.getString("key")).put("required", required);
        if (array) {
            body.put("array", true);
        }
        for (String name : List.of("size", "min", "max", "elements", "encrypt")) {
            if (column.getValue(name) != null && isOf(path, name)) {
                body.put(name, column.getValue(name));
            }
        }
        if (!required && !array && column.getValue("default") != null) {
            body.put("default", column.getValue("default"));
        }
        return new ColumnOrder(path, body);
    }

    private static String path(JsonObject column) {
        String type = String.valueOf(column.getString("type"));
        String format = column.getString("format", "");
        return switch (type) {
            case "string" -> format == null || format.isEmpty() ? "string" : format;
            case "double" -> "float";
            case "linestring" -> "line";
            default -> type;
        };
    }

    /** An API may show more of a column than can be said of it. */
    private static boolean isOf(String path, String name) {
        return switch (name) {
            case "size" -> path.equals("string") || path.equals("varchar");
            case "min", "max" -> List.of("integer", "bigint", "float").contains(path);
            case "elements" -> path.equals("enum");
            default ->
                List.of("string", "varchar", "text", "mediumtext", "longtext").contains(path);
        };
    }

    /** What makes an index like another; orders that are none are left to the target. */
    static JsonObject index(JsonObject index, String columnsName) {
        JsonObject body = new JsonObject()
                .put("key", index.getString("key"))
                .put("type", index.getString("type"))
                .put("columns", index.getJsonArray(columnsName));
        JsonArray orders = index.getJsonArray("orders", new JsonArray());
        boolean isSaid = orders.stream().allMatch(order -> "ASC".equals(order) || "DESC".equals(order));
        return isSaid && !orders.isEmpty() ? body.put("orders", orders) : body;
    }
}
