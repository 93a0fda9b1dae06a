package dev.meridian.edge.cache.disk;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies wait in memory for being written. */
final class HeldBytes {

    private final AtomicLong held = new AtomicLong();
    private final long most;

    HeldBytes(long most) {
        this.most = most;
    }

    boolean take(long bytes) {
        if (held.addAndGet(bytes) > most) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
