package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What writes under way need of the disk. */
final class Pen {

    private final DiskSettings settings;
    private final DiskThreads threads;
    private final Lane lane;
    private final Log log;
    private final Index index;
    private final Health health;
    private final DiskCounters counters;
    private final HeldBytes held;

    Pen(
            DiskSettings settings,
            DiskThreads threads,
            Lane lane,
            Log log,
            Index index,
            Health health,
            DiskCounters counters) {
        this.settings = settings;
        this.threads = threads;
        this.lane = lane;
        this.log = log;
        this.index = index;
        this.health = health;
        this.counters = counters;
        this.held = new HeldBytes(settings.held());
    }

    long largest() {
        return settings.object();
    }

    int inline() {
        return settings.inline();
    }

    HeldBytes held() {
        return held;
    }

    Outcome refused(Refusal reason) {
        return counters.refused(reason);
    }

    Future<Outcome> put(DiskKey key, Claim claim, Buffer metadata, List<Buffer> body, long length) {
        return lane.run(() -> log.put(key, claim, metadata, body, length));
    }

    Future<Optional<Spool>> open(DiskKey key, Buffer metadata, long reserved) {
        return lane.run(() -> log.spool(key, metadata, reserved));
    }

    Future<Boolean> reserve(Spool spool, long bytes) {
        return lane.run(() -> log.reserve(spool, bytes));
    }

    /** @return whether the disk took it */
    Future<Boolean> spill(Spool spool, List<Buffer> pieces) {
        return threads.run(() -> {
            try {
                spool.write(pieces);
                return true;
            } catch (IOException failure) {
                health.failed(failure);
                return false;
            }
        });
    }

    Future<Outcome> finish(Spool spool, Claim claim) {
        return lane.run(() -> log.finish(spool, claim));
    }

    Future<Boolean> discard(Spool spool) {
        return lane.run(() -> {
            log.discard(spool);
            return true;
        });
    }

    void release(Claim claim) {
        index.release(claim);
    }
}
