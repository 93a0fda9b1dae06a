package dev.meridian.region.databases.ties;

import dev.meridian.region.databases.ties.ModelTable.ModelRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query selects, as a tree.
 *
 * @param attributes {@code *} stands for all
 */
record Selection(List<String> attributes, Map<String, Selection> branches) {

    static Selection of(List<String> names, ModelTable table) {
        Selection selection = new Selection(new ArrayList<>(), new LinkedHashMap<>());
        names.forEach(name -> selection.add(name, table));
        return selection;
    }

    private void add(String name, ModelTable table) {
        int dot = name.indexOf('.');
        ModelEnd end = table.ends().get(dot < 0 ? name : name.substring(0, dot));
        if (end == null) {
            attributes.add(name);
            return;
        }
        Selection branch =
                branches.computeIfAbsent(end.key(), key -> new Selection(new ArrayList<>(), new LinkedHashMap<>()));
        if (dot >= 0) {
            branch.add(name.substring(dot + 1), end.other());
        }
    }

    /** A row as the API should show it to a caller, without what the system adds to each but its ID. */
    JsonObject shown(ModelRow row, ModelTable table, Who who) {
        JsonObject shown = new JsonObject().put("$id", row.id());
        ModelTable.ATTRIBUTES.stream()
                .filter(key -> attributes.contains("*") || attributes.contains(key))
                .forEach(key -> shown.put(key, json(row.values().get(key))));
        branches.forEach((key, branch) -> {
            ModelEnd end = table.end(key);
            List<JsonObject> tied = end.tied(row, who).stream()
                    .map(far -> branch.shown(far, end.other(), who))
                    .toList();
            shown.put(key, end.isToMany() ? new JsonArray(tied) : tied.isEmpty() ? null : tied.getFirst());
        });
        return shown;
    }

    private static @Nullable Object json(@Nullable Object value) {
        return value instanceof List<?> list ? new JsonArray(list) : value;
    }

    /** A row of a reply, reduced to what {@link #shown} has. */
    static JsonObject plain(JsonObject row) {
        JsonObject plain = new JsonObject();
        row.forEach(field -> {
            if (!field.getKey().startsWith("$") || field.getKey().equals("$id")) {
                plain.put(field.getKey(), plain(field.getValue()));
            }
        });
        return plain;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case JsonObject object -> plain(object);
            case JsonArray array ->
                new JsonArray(array.stream().map(Selection::plain).toList());
            case null, default -> value;
        };
    }
}
