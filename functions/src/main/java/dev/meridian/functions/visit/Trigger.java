package dev.meridian.functions.visit;

/**
 * What has a function executed (contract section 8.2).
 *
 * @param word {@code http}, {@code schedule} or {@code event}
 * @param event its name, empty where it was none
 * @param depth how many events have caused one another before; each is of a change that an execution made
 */
public record Trigger(String word, String event, int depth) {

    /** Somebody asks for it who is no execution. */
    public static final Trigger HTTP = http(0);

    public static final Trigger SCHEDULE = new Trigger("schedule", "", 0);

    /** @param depth of the execution that asks for it */
    public static Trigger http(int depth) {
        return new Trigger("http", "", depth);
    }
}
