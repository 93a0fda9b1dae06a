package dev.meridian.launcher.purge;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.launcher.StartRefused;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Asks the API for a purge. */
final class ProjectPurge {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String endpoint;
    private final String project;
    private final String key;

    ProjectPurge(String endpoint, String project, String key) {
        this.endpoint = endpoint;
        this.project = project;
        this.key = key;
    }

    /** Throws {@link StartRefused} with the API's own words where nothing was purged. */
    Receipt purge(
            List<String> urls,
            List<String> prefixes,
            List<String> hosts,
            List<String> tags,
            boolean everything,
            boolean soft)
            throws InterruptedException {
        JsonObject order = new JsonObject()
                .put("urls", new JsonArray(urls))
                .put("prefixes", new JsonArray(prefixes))
                .put("hosts", new JsonArray(hosts))
                .put("tags", new JsonArray(tags))
                .put("everything", everything)
                .put("soft", soft);
        HttpRequest request = request(order);
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST).build()) {
            return read(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new StartRefused(endpoint + " does not answer: " + e, e);
        }
    }

    private HttpRequest request(JsonObject order) {
        try {
            return HttpRequest.newBuilder(URI.create(endpoint + "/network/purges"))
                    .timeout(LONGEST)
                    .header("content-type", "application/json")
                    .header("x-appwrite-project", project)
                    .header("x-appwrite-key", key)
                    .POST(BodyPublishers.ofString(order.encode()))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "the endpoint '" + endpoint + "', the project or the key cannot be sent as they are", e);
        }
    }

    private Receipt read(HttpResponse<String> answer) {
        JsonObject body;
        try {
            body = new JsonObject(answer.body());
        } catch (DecodeException e) {
            throw new StartRefused(endpoint + " answered " + answer.statusCode() + ", and not as the API does", e);
        }
        if (answer.statusCode() != 201) {
            throw new StartRefused("nothing was purged: " + body.getString("message", "") + " ("
                    + body.getString("type", "") + ", " + answer.statusCode() + ")");
        }
        return Receipt.of(body);
    }
}
