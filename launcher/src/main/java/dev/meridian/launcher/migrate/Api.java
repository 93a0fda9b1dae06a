package dev.meridian.launcher.migrate;

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
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The public API of one project. Each call blocks its thread, and is made again a few times where the API says that it is busy
 * or nobody answers. Safe for use by many threads.
 */
final class Api implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Side side;
    private final boolean isReadOnly;
    private final Patience patience;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(15))
            .build();

    /** @param endpoint up to and with {@code /v1} */
    record Side(String endpoint, String project, String key) {}

    /** @param isReadOnly whether what would change something is not sent, and answered with nothing */
    Api(Side side, boolean isReadOnly, Patience patience) {
        this.side = side;
        this.isReadOnly = isReadOnly;
        this.patience = patience;
    }

    Side side() {
        return side;
    }

    boolean isReadOnly() {
        return isReadOnly;
    }

    /** @throws Refused where the answer is no success */
    JsonObject get(String path) {
        return json("GET " + path, text(request(path).GET()));
    }

    /** The same, empty where there is none. */
    Optional<JsonObject> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (Refused refused) {
            if (refused.isMissing()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * Makes something that is not there yet. Where an answer was lost and the request made again, the second finds what the
     * first has made.
     *
     * @param one where it is from then on
     */
    JsonObject create(String one, String path, JsonObject body) {
        try {
            return send("POST", path, body);
        } catch (Refused refused) {
            return Optional.of(refused)
                    .filter(Refused::isThereAlready)
                    .flatMap(known -> find(one))
                    .orElseThrow(() -> refused);
        }
    }

    JsonObject send(String method, String path, JsonObject body) {
        return send(method, path, "application/json", body.encode(), Map.of());
    }

    JsonObject send(String method, String path, String type, String body, Map<String, String> headers) {
        return send(method, path, type, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    JsonObject send(String method, String path, String type, byte[] body, Map<String, String> headers) {
        if (isReadOnly) {
            return new JsonObject();
        }
        BodyPublisher publisher = BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = request(path).header("content-type", type).method(method, publisher);
        headers.forEach(request::header);
        return json(method + " " + path, text(request));
    }

    /**
     * Bytes of a file.
     *
     * @param size of all of it
     * @throws Refused also where the API does not answer with exactly these
     */
    byte[] bytes(String path, long from, int length, long size) {
        boolean isWhole = length == size;
        HttpRequest.Builder request = request(path).GET();
        if (!isWhole) {
            request.header("range", "bytes=" + from + "-" + (from + length - 1));
        }
        int wanted = isWhole ? 200 : 206;
        HttpResponse<byte[]> answer = patience.ask(() -> client.send(request.build(), upTo(wanted, length)), this);
        if (answer.statusCode() != wanted || answer.body().length != length) {
            throw new Refused(
                    "GET " + path,
                    answer.statusCode(),
                    new JsonObject().put("message", "bytes from " + from + " on did not come as asked for"));
        }
        return answer.body();
    }

    private static BodyHandler<byte[]> upTo(int wanted, int length) {
        return head -> head.statusCode() == wanted
                        && head.headers().firstValueAsLong("content-length").orElse(length) <= length
                ? BodySubscribers.ofByteArray()
                : BodySubscribers.replacing(new byte[0]);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(side.endpoint() + path))
                .timeout(LONGEST)
                .header("x-appwrite-project", side.project())
                .header("x-appwrite-key", side.key());
    }

    private HttpResponse<String> text(HttpRequest.Builder request) {
        return patience.ask(() -> client.send(request.build(), BodyHandlers.ofString()), this);
    }

    private static JsonObject json(String request, HttpResponse<String> answer) {
        JsonObject body;
        try {
            body = answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
        } catch (DecodeException e) {
            body = new JsonObject().put("message", "the answer is not as the API's");
        }
        if (answer.statusCode() / 100 != 2) {
            throw new Refused(request, answer.statusCode(), body);
        }
        return body;
    }

    StartRefused silent(IOException failure) {
        return new StartRefused(side.endpoint() + " does not answer: " + failure, failure);
    }

    @Override
    public void close() {
        client.close();
    }
}
