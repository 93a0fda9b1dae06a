package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.stage.LoadResult;
import dev.meridian.launcher.bench.stage.Wrk;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server that is asked over HTTP, on loopback.
 *
 * @param folder for the load generator's scripts
 */
record HttpSubject(String name, int port, Api api, Dataset rows, Wrk wrk, Path folder) implements Subject {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public LoadResult load(Operation operation, int seconds) throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("wrk.lua"), api.template(operation).lua(rows, api.headers()));
        return wrk.load(port, "/", DatabasesBench.CONNECTIONS, seconds, "-s", script.toString());
    }

    /** Sends one request of an operation. */
    JsonObject ask(Operation operation, Map<String, String> values) throws IOException, InterruptedException {
        Template request = api.template(operation).filled(values);
        return ask(request.method(), request.path(), request.body());
    }

    /** Sends one request that is no operation. */
    void post(String path, JsonObject body) throws IOException, InterruptedException {
        ask("POST", path, body.encode());
    }

    /** The prices of the page that the probe asks for, which all have to agree on. */
    List<Double> prices() throws IOException, InterruptedException {
        return api.rows(ask(Operation.LIST, Dataset.PROBE)).stream()
                .map(row -> row.getDouble("price"))
                .toList();
    }

    private JsonObject ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + path.replace("[]", "%5B%5D")))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.ofString(body));
        List<String> headers = api.headers();
        for (int i = 0; i < headers.size(); i += 2) {
            // Java's client writes the host by itself.
            if (!headers.get(i).equals("Host")) {
                request.header(headers.get(i), headers.get(i + 1));
            }
        }
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(name + " answered " + answer.statusCode() + " to " + method + " " + path + ": "
                        + answer.body());
            }
            return new JsonObject(answer.body());
        }
    }
}
