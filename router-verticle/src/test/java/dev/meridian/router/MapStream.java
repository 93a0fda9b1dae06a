package dev.meridian.router;

import dev.meridian.core.cluster.Wait;
import dev.meridian.core.http.OnContext;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A reader of the map's changes: server-sent events, as far as the router sends them. */
final class MapStream {

    /** One event, or a comment where the name is empty. */
    record Event(String id, String name, JsonObject data) {}

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final HttpClientResponse response;
    private volatile boolean isEnded;

    private MapStream(HttpClientResponse response) {
        this.response = response;
    }

    static MapStream open(RouterStage stage, String lastId) {
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(stage.port)
                .setMethod(HttpMethod.GET)
                .setURI("/.meridian/map/changes");
        if (!lastId.isEmpty()) {
            options.putHeader("last-event-id", lastId);
        }
        return RouterStage.await(OnContext.begin(
                stage.vertx,
                () -> stage.user
                        .request(options)
                        .compose(request -> request.send().map(response -> {
                            MapStream stream = new MapStream(response);
                            response.handler(buffer -> stream.received.add(buffer.toString()));
                            response.endHandler(end -> stream.isEnded = true);
                            response.exceptionHandler(gone -> stream.isEnded = true);
                            return stream;
                        }))));
    }

    int status() {
        return response.statusCode();
    }

    MultiMap headers() {
        return response.headers();
    }

    boolean isEnded() {
        return isEnded;
    }

    /** Goes away as a closed tab does. */
    void leave() {
        response.request().connection().close();
    }

    List<Event> events() {
        String text = String.join("", received);
        String whole = text.substring(0, text.lastIndexOf("\n\n") + 1);
        return Arrays.stream(whole.split("\n\n", -1))
                .filter(block -> block.startsWith("id: "))
                .map(MapStream::event)
                .toList();
    }

    /** Waits for an event. */
    Event await(String what, Predicate<Event> wanted) {
        Wait.until(what, () -> events().stream().anyMatch(wanted));
        return events().stream().filter(wanted).findFirst().orElseThrow();
    }

    private static Event event(String block) {
        return new Event(
                field(block, "id").orElse(""),
                field(block, "event").orElse(""),
                new JsonObject(field(block, "data").orElse("{}")));
    }

    private static Optional<String> field(String block, String name) {
        return block.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst();
    }

    /** A section's value by key, where the event sets it. */
    static Optional<Object> set(Event event, String section, String key) {
        return Optional.ofNullable(event.data()
                .getJsonObject(section, new JsonObject())
                .getJsonObject("set", new JsonObject())
                .getValue(key));
    }
}
