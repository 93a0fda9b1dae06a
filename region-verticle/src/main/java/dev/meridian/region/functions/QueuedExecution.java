package dev.meridian.region.functions;

/**
 * An execution that nobody waits for.
 *
 * @param trigger {@code http}, or {@code schedule} for one that was asked for at a time
 */
record QueuedExecution(String id, String trigger, Call call) {

    String project() {
        return call.project();
    }

    String function() {
        return call.function();
    }
}
