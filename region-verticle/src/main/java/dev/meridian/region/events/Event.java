package dev.meridian.region.events;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that happened.
 *
 * @param id is the same whenever the event is delivered again
 * @param action for instance {@code create} or {@code update.email}
 * @param payload the resource as the API shows it to its owner, without secrets
 */
public record Event(
        String id, String project, EventSubject subject, String action, JsonObject payload, Cause cause, Instant at) {

    /** Its names; see {@link EventSubject#names}. */
    public List<String> names() {
        return subject.names(action);
    }

    /** The most exact of its names. */
    public String name() {
        return names().getFirst();
    }

    JsonObject json() {
        return new JsonObject()
                .put("id", id)
                .put(
                        "kinds",
                        new JsonArray(
                                subject.spellings().stream().map(JsonArray::new).toList()))
                .put("ids", new JsonArray(subject.ids()))
                .put("action", action)
                .put("payload", payload)
                .put("user", cause.userId())
                .put("depth", cause.depth())
                .put("at", at.toString());
    }

    static Event of(String project, JsonObject json) {
        return new Event(
                json.getString("id"),
                project,
                new EventSubject(
                        json.getJsonArray("kinds").stream()
                                .map(kinds -> texts((JsonArray) kinds))
                                .toList(),
                        texts(json.getJsonArray("ids"))),
                json.getString("action"),
                json.getJsonObject("payload"),
                new Cause(json.getString("user"), json.getInteger("depth")),
                Instant.parse(json.getString("at")));
    }

    private static List<String> texts(JsonArray array) {
        Stream<Object> items = array.stream();
        return items.map(String.class::cast).toList();
    }
}
