package dev.meridian.edge.cache.decide;

/**
 * How long a response is fresh by the word of the project that it is of.
 *
 * @param lifetime in milliseconds, from when the response came
 * @param force whether it counts though the response says something else
 * @param widens whether it lets a response be shared that does not say for how long, or forbids it with {@code no-store}
 */
public record Ruling(long lifetime, boolean force, boolean widens) {

    /** Whether it counts for a response that says for itself how long it is fresh, or does not. */
    boolean holds(boolean explicit) {
        return explicit ? force : widens;
    }

    boolean overrulesNoStore() {
        return force && widens;
    }
}
