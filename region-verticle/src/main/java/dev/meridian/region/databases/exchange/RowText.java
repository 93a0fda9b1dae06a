package dev.meridian.region.databases.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes rows as text. */
sealed interface RowText permits CsvText, JsonLinesText {

    /** What the system keeps of a row and gives out, which comes before its columns. */
    List<String> SYSTEM = List.of("$id", "$createdAt", "$updatedAt", "$permissions");

    /** What comes before all rows. */
    void head(Buffer out);

    /** @param model of the row */
    void row(Buffer out, JsonObject model);

    static List<String> withSystem(List<String> columns) {
        return Stream.concat(SYSTEM.stream(), columns.stream()).toList();
    }

    /** A row's value; of what it is tied to, the ID or an array of them. */
    static @Nullable Object value(JsonObject model, String key) {
        return switch (model.getValue(key)) {
            case JsonObject tied -> tied.getString("$id");
            case JsonArray many
            when !many.isEmpty() && many.getValue(0) instanceof JsonObject -> {
                JsonArray ids = new JsonArray();
                for (int i = 0; i < many.size(); i++) {
                    ids.add(many.getJsonObject(i).getString("$id"));
                }
                yield ids;
            }
            case null -> null;
            case Object plain -> plain;
        };
    }
}
