package dev.meridian.router.map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last so many things that happened. Safe for use by many threads. */
final class Ring {

    /** @param until how many were ever added */
    record News(JsonArray happened, long until) {}

    private final int most;
    private final Deque<JsonObject> held = new ArrayDeque<>();
    private long added;

    Ring(int most) {
        this.most = most;
    }

    synchronized void add(JsonObject happened) {
        held.addLast(happened);
        added++;
        if (held.size() > most) {
            held.removeFirst();
        }
    }

    /** What is held and was added after the first so many, the oldest first. */
    synchronized News after(long count) {
        JsonArray later = new JsonArray();
        held.stream().skip(Math.max(0, held.size() - (added - count))).forEach(later::add);
        return new News(later, added);
    }
}
