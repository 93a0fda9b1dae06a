package dev.meridian.core.registry;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;

/** The registry as a node holds it. Safe for use by many threads. */
public interface Registry {

    /** What is known now; the same object until something changes. */
    RegistrySnapshot snapshot();

    /** Whether every region has said, since this node started, that nothing newer is known. */
    boolean isCurrent();

    /**
     * Whether a region has said, no longer ago than that and since this node started, that nothing newer is known.
     *
     * @param region site code
     */
    default boolean isConfirmed(String region, Duration within) {
        return isCurrent();
    }

    /**
     * Asks every reachable region what is new. Succeeds on the caller's context once the snapshot holds all that they had
     * committed when they were asked, or when the time is up: what the snapshot still lacks then does not exist, or its
     * region cannot be heard. So many may ask at a time; more are answered at once.
     */
    Future<Void> refresh(Duration most);

    /** Calls the handler with each later snapshot, on the caller's context. */
    void onChange(Handler<RegistrySnapshot> handler);
}
