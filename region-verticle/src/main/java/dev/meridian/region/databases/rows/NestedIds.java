package dev.meridian.region.databases.rows;

import dev.meridian.core.id.Ids;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Chooses the IDs of nested rows whose author does not, so that they are the same each time the data is written. */
final class NestedIds {

    private NestedIds() {}

    /** A copy of a row's data in which each object, however deep, has an {@code $id}; the row itself needs none. */
    static JsonObject in(JsonObject data, Ids ids) {
        JsonObject copy = new JsonObject();
        data.forEach(field -> copy.put(field.getKey(), chosen(field.getValue(), ids)));
        return copy;
    }

    private static @Nullable Object chosen(@Nullable Object value, Ids ids) {
        return switch (value) {
            case JsonObject nested -> {
                JsonObject copy = in(nested, ids);
                Object id = copy.getValue("$id");
                yield id == null || id.equals(Ids.CHOOSE) ? copy.put("$id", ids.unique()) : copy;
            }
            case JsonArray list -> {
                JsonArray copy = new JsonArray();
                list.forEach(item -> copy.add(chosen(item, ids)));
                yield copy;
            }
            case null -> null;
            default -> value;
        };
    }
}
