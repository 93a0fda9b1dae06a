package dev.meridian.region.outbox;

import io.vertx.core.Future;

/** Takes events of one kind. It may see an event more than once, and out of order. */
@FunctionalInterface
public interface OutboxConsumer {

    /** Succeeds once the event is delivered; a failure brings it again later. */
    Future<Void> take(OutboxEvent event);
}
