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
import java.util.regex.Pattern;

/** Lists of an API, page by page in the order of insertion. */
final class Lists {

    /** Of resources, and keys of columns and indexes. */
    static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,35}");

    /** An API tells no more than that there are at least so many. */
    private static final long MOST_COUNTED = 5_000;

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
        long seen = 0;
        boolean isOver = false;
        while (!isOver) {
            List<String> all = new ArrayList<>(queries);
            all.add(query("limit", "", size));
            if (!last.isEmpty()) {
                all.add(query("cursorAfter", "", last));
            }
            JsonObject answer = api.get(path(path, all));
            List<JsonObject> items = items(answer, name);
            for (JsonObject item : items) {
                last = id(path, item);
            }
            seen += items.size();
            long total = answer.getLong("total", 0L);
            isOver = items.isEmpty() || (items.size() < size && seen >= total && total < MOST_COUNTED);
            if (!items.isEmpty()) {
                page.accept(items);
            }
        }
    }

    /** IDs become parts of paths: one that the contract has not is not used. */
    private static String id(String path, JsonObject item) {
        String id = item.getString("$id", "");
        if (id == null || !ID.matcher(id).matches()) {
            throw new Refused(
                    "GET " + path, 200, new JsonObject().put("message", "it lists an ID that is none: " + id));
        }
        return id;
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
