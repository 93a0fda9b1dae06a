package dev.meridian.region.outbox;

import io.vertx.core.buffer.Buffer;

/**
 * Something that a change owes to others.
 *
 * @param kind says who takes it, for instance {@code purge}
 */
public record OutboxEvent(String project, String kind, Buffer payload) {}
