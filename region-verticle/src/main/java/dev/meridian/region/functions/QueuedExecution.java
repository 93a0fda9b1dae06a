package dev.meridian.region.functions;

import dev.meridian.functions.visit.Trigger;

/** An execution that nobody waits for. */
record QueuedExecution(String id, Trigger trigger, Call call) {

    String project() {
        return call.project();
    }

    String function() {
        return call.function();
    }
}
