package dev.meridian.region.events;

import dev.meridian.region.api.Caller;

/**
 * Whose doing an event is.
 *
 * @param userId empty where it was no user's
 * @param depth how many events have caused one another before it
 */
public record Cause(String userId, int depth) {

    /** The region itself, for instance its builds. */
    public static final Cause REGION = new Cause("", 0);

    public static Cause of(Caller caller) {
        return new Cause(caller.actor(), caller.depth());
    }
}
