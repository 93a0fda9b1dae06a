package dev.meridian.launcher.migrate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Lists of an API, page by page in the order of insertion. */
final class Lists {

    private Lists() {}

    static String query(String method, String attribute, Object... values) {
        JsonObject query = new JsonObject().put("method", method);
        if (!attribute.isEmpty()) {
            query.put("attribute", attribute);
        }
        return query.put("values", new JsonArray(List.of(values))).encode();
    }

    /** A path with queries. */
    static String path(String path, List<String> queries) {
        StringBuilder whole = new StringBuilder(path);
        for (int i = 0; i < queries.size(); i++) {
            whole.append(i == 0 ? '?' : '&')
                    .append("queries%5B" + i + "%5D=")
                    .append(URLEncoder.encode(queries.get(i), StandardCharsets.UTF_8));
        }
        return whole.toString();
    }

    /**
     * @param name of the list in an answer
     * @param size of a page
     */
    static void each(
            Api api, String path, String name, int size, List<String> queries, Consumer<List<JsonObject>> page) {
        String last = "";
        int found = size;
        while (found == size) {
            List<String> all = new ArrayList<>(queries);
            all.add(query("limit", "", size));
            if (!last.isEmpty()) {
                all.add(query("cursorAfter", "", last));
            }
            List<JsonObject> items = items(api.get(path(path, all)), name);
            found = items.size();
            if (found > 0) {
                last = items.getLast().getString("$id");
                page.accept(items);
            }
        }
    }

    /** All of a list that is not long. */
    static List<JsonObject> all(Api api, String path, String name) {
        List<JsonObject> all = new ArrayList<>();
        each(api, path, name, 100, List.of(), all::addAll);
        return all;
    }

    /** How many there are, as far as the API counts. */
    static long total(Api api, String path) {
        return api.get(path(path, List.of(query("limit", "", 1)))).getLong("total", 0L);
    }

    static List<JsonObject> items(JsonObject answer, String name) {
        return objects(answer.getJsonArray(name, new JsonArray()));
    }

    static List<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            objects.add(array.getJsonObject(i));
        }
        return objects;
    }

    /** Keys of columns or indexes. */
    static Set<String> keys(List<JsonObject> items) {
        Set<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        items.forEach(item -> keys.add(item.getString("key")));
        return keys;
    }
}
