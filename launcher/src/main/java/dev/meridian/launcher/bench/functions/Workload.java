package dev.meridian.launcher.bench.functions;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What every server is asked for, and the answer that every one of them has to give.
 *
 * @param body empty for a GET
 */
record Workload(String name, HttpMethod method, Buffer body, JsonObject answer) {

    private static final int TRANSFORMED_BYTES = 10 * 1_024;

    static Workload hello() {
        return new Workload("hello-JSON", HttpMethod.GET, Buffer.buffer(), greeting("/"));
    }

    static Workload transform() {
        JsonObject order = order();
        return new Workload("transform of 10 KiB of JSON", HttpMethod.POST, order.toBuffer(), transformed(order));
    }

    static JsonObject greeting(String path) {
        return new JsonObject().put("path", path).put("ok", true);
    }

    /** An order whose lines have their totals, and that has the number of its lines. */
    static JsonObject transformed(JsonObject order) {
        JsonArray lines = new JsonArray();
        JsonArray given = order.getJsonArray("lines");
        for (int i = 0; i < given.size(); i++) {
            JsonObject line = given.getJsonObject(i);
            lines.add(line.copy().put("total", line.getLong("quantity") * line.getLong("price")));
        }
        return order.copy().put("lines", lines).put("count", lines.size());
    }

    private static JsonObject order() {
        JsonArray lines = new JsonArray();
        JsonObject order = new JsonObject().put("order", "bench").put("lines", lines);
        int bytes = order.toBuffer().length();
        for (int i = 0; bytes < TRANSFORMED_BYTES; i++) {
            JsonObject line = new JsonObject()
                    .put("article", "article " + i)
                    .put("quantity", i % 7 + 1)
                    .put("price", 100 + 13 * i)
                    .put("tags", new JsonArray(List.of("tag " + i % 5, "tag " + i % 3)));
            lines.add(line);
            bytes += line.toBuffer().length() + 1;
        }
        return order;
    }

    /**
     * The flags with which wrk sends it.
     *
     * @param folder for a script of wrk's
     */
    List<String> flags(Path folder, String host) throws IOException {
        List<String> flags = new ArrayList<>(List.of("-H", "Host: " + host));
        if (body.length() > 0) {
            Path script = Files.writeString(folder.resolve("post.lua"), """
                    wrk.method = "POST"
                    wrk.headers["Content-Type"] = "application/json"
                    wrk.body = [==[%s]==]
                    """.formatted(body));
            flags.addAll(List.of("-s", script.toString()));
        }
        return flags;
    }
}
