package dev.meridian.core.registry;

import io.vertx.core.Handler;

/** The registry as a node holds it. Safe for use by many threads. */
public interface Registry {

    /** What is known now; the same object until something changes. */
    RegistrySnapshot snapshot();

    /** Whether every region has said, since this node started, that nothing newer is known. */
    boolean isCurrent();

    /** Calls the handler with each later snapshot, on the caller's context. */
    void onChange(Handler<RegistrySnapshot> handler);
}
