package dev.meridian.launcher.api;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.launcher.StartRefused;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say which API is asked, and the asking. The key is never a flag: those show in lists of processes. */
public final class ApiAccess {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Option(
            names = "--endpoint",
            defaultValue = "${env:MERIDIAN_ENDPOINT:-http://localhost:8080/v1}",
            description = "Of the API (default: MERIDIAN_ENDPOINT, or http://localhost:8080/v1).")
    private String endpoint = "";

    @Option(names = "--project", defaultValue = "${env:MERIDIAN_PROJECT:-}", description = "Default: MERIDIAN_PROJECT.")
    private String project = "";

    @Option(names = "--key-file", description = "File that holds the API key (default: the key in MERIDIAN_KEY).")
    private @Nullable Path keyFile;

    /** As {@link #post}, with nothing sent. */
    public JsonObject get(String path, String otherwise) throws InterruptedException {
        return ask("GET", path, BodyPublishers.noBody(), otherwise);
    }

    /**
     * @param path below the endpoint, with its slash
     * @param otherwise what has not happened where the API refuses; stands before its own words
     * @throws StartRefused where nobody answers, or not with success
     */
    public JsonObject post(String path, JsonObject body, String otherwise) throws InterruptedException {
        return ask("POST", path, BodyPublishers.ofString(body.encode()), otherwise);
    }

    private JsonObject ask(String method, String path, BodyPublisher body, String otherwise)
            throws InterruptedException {
        if (project.isEmpty()) {
            throw new ConfigurationException("--project is not set, nor is MERIDIAN_PROJECT");
        }
        HttpRequest request = request(method, path, body);
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST).build()) {
            return read(client.send(request, BodyHandlers.ofString()), otherwise);
        } catch (IOException e) {
            throw new StartRefused(endpoint + " does not answer: " + e, e);
        }
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        try {
            return HttpRequest.newBuilder(URI.create(endpoint + path))
                    .timeout(LONGEST)
                    .header("content-type", "application/json")
                    .header("x-appwrite-project", project)
                    .header("x-appwrite-key", key())
                    .method(method, body)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "the endpoint '" + endpoint + "', the project or the key cannot be sent as they are", e);
        }
    }

    private JsonObject read(HttpResponse<String> answer, String otherwise) {
        JsonObject body;
        try {
            body = new JsonObject(answer.body());
        } catch (DecodeException e) {
            throw new StartRefused(endpoint + " answered " + answer.statusCode() + ", and not as the API does", e);
        }
        if (answer.statusCode() / 100 != 2) {
            throw new StartRefused(otherwise + ": " + body.getString("message", "") + " (" + body.getString("type", "")
                    + ", " + answer.statusCode() + ")");
        }
        return body;
    }

    private String key() {
        return KeySource.read(keyFile, "--key-file", "MERIDIAN_KEY");
    }
}
