package dev.meridian.core.registry;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the snapshot up to what the regions have committed, one round of questions at a time: all who ask while a round
 * is under way share the next, so that a flood of requests for nonsense costs the regions no more than a few. Used on the
 * mirror's context only.
 */
final class Refresh {

    private final Map<String, RegionWatch> watches;
    private final SnapshotBuilder builder;
    private boolean underWay;
    private @Nullable Promise<Void> next;

    Refresh(Map<String, RegionWatch> watches, SnapshotBuilder builder) {
        this.watches = watches;
        this.builder = builder;
    }

    /** Succeeds at the end of a round that begins after this call. */
    Future<Void> ask() {
        if (next == null) {
            next = Promise.promise();
        }
        Future<Void> end = next.future();
        if (!underWay) {
            begin(next);
        }
        return end;
    }

    private void begin(Promise<Void> round) {
        underWay = true;
        next = null;
        Future.join(watches.values().stream().map(RegionWatch::caughtUp).toList())
                .transform(heard -> builder.settled())
                .onComplete(settled -> {
                    underWay = false;
                    round.complete();
                    if (next != null) {
                        begin(next);
                    }
                });
    }
}
