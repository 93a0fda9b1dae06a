package dev.meridian.router.map;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What those who look have been told, as a numbered row of pictures: each differs from the one before by a delta, and the
 * last deltas are kept for those who were away for a moment. Used on the map's context.
 */
final class Picture {

    private static final int MOST_CHANGES = 300;
    private static final int KEPT_DELTAS = 30;
    private static final Duration GOOD_FOR = Duration.ofMillis(900);
    private static final Duration STALE_AFTER = Duration.ofSeconds(5);

    private final String epoch;
    private final JsonObject about;
    private final Scene scene;
    private final Ring changes;
    private final Ring events;
    private final Section nodes = new Section(MOST_CHANGES);
    private final Section flows = new Section(MOST_CHANGES);
    private final Section roundTrips = new Section(MOST_CHANGES);
    private final Deque<Buffer> deltas = new ArrayDeque<>();
    private String whole = "";
    private Instant takenAt = Instant.MIN;
    private long number;
    private long changesTold;
    private long eventsTold;

    /**
     * @param epoch tells this row of pictures from any other
     * @param about what a snapshot says beside what changes
     */
    Picture(String epoch, JsonObject about, Scene scene, Ring changes, Ring events) {
        this.epoch = epoch;
        this.about = about;
        this.scene = scene;
        this.changes = changes;
        this.events = events;
    }

    long number() {
        return number;
    }

    /** Brings it up to date, unless that was just done. */
    void refresh(Instant now) {
        if (takenAt.plus(GOOD_FOR).isAfter(now)) {
            return;
        }
        boolean isStale = takenAt.plus(STALE_AFTER).isBefore(now);
        takenAt = now;
        JsonObject delta = delta();
        if (delta.isEmpty()) {
            return;
        }
        number++;
        whole = "";
        if (isStale) {
            takeTheRest();
        } else {
            deltas.addLast(event("delta", delta.put("at", now.toEpochMilli()).encode()));
        }
        if (deltas.size() > KEPT_DELTAS) {
            deltas.removeFirst();
        }
    }

    /** Nobody has looked for a while: it need not change in pieces. */
    private void takeTheRest() {
        deltas.clear();
        boolean isMore = true;
        while (isMore) {
            isMore = !delta().isEmpty();
        }
    }

    private JsonObject delta() {
        JsonObject delta = new JsonObject();
        put(delta, "nodes", nodes.take(scene.nodes(takenAt)));
        put(delta, "flows", flows.take(scene.flows()));
        put(delta, "roundTrips", roundTrips.take(scene.roundTrips()));
        Ring.News changed = changes.after(changesTold);
        Ring.News happened = events.after(eventsTold);
        put(delta, "changes", changed.happened());
        put(delta, "events", happened.happened());
        changesTold = changed.until();
        eventsTold = happened.until();
        return delta;
    }

    private static void put(JsonObject delta, String name, JsonObject value) {
        if (!value.isEmpty()) {
            delta.put(name, value);
        }
    }

    private static void put(JsonObject delta, String name, JsonArray value) {
        if (!value.isEmpty()) {
            delta.put(name, value);
        }
    }

    /** The whole of it, as JSON. */
    String snapshot() {
        if (whole.isEmpty()) {
            whole = about.copy()
                    .put("id", id())
                    .put("at", takenAt.toEpochMilli())
                    .put("nodes", nodes.whole())
                    .put("flows", flows.whole())
                    .put("roundTrips", roundTrips.whole())
                    .put("changes", changes.after(0).happened())
                    .put("events", events.after(0).happened())
                    .encode();
        }
        return whole;
    }

    /** The number of a picture of this row; -1 for the ID of any other. */
    long numberOf(String id) {
        try {
            return id.startsWith(epoch + '-') ? Long.parseLong(id.substring(epoch.length() + 1)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** As server-sent events: the deltas since a picture, or all of it where they are not kept any more. */
    Buffer since(long told) {
        long missed = number - told;
        if (told < 0 || missed < 0 || missed > deltas.size()) {
            return event("snapshot", snapshot());
        }
        Buffer events = Buffer.buffer();
        deltas.stream().skip(deltas.size() - missed).forEach(events::appendBuffer);
        return events;
    }

    private String id() {
        return epoch + '-' + number;
    }

    /** JSON has no line breaks here, so that one data line holds it (WHATWG HTML section 9.2.6). */
    private Buffer event(String name, String data) {
        return Buffer.buffer("id: " + id() + "\nevent: " + name + "\ndata: " + data + "\n\n");
    }
}
