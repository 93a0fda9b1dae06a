package dev.meridian.region.databases.transactions;

import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes transactions some time after they have expired, however they ended, so that whoever asks late still learns that.
 * Several pods may sweep at once.
 */
public final class TransactionSweep {

    private static final Logger log = LoggerFactory.getLogger(TransactionSweep.class);
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final long PERIOD_MILLIS = 10_000;
    private static final String SWEEP = """
            delete from meridian.row_transaction where (project_id, transaction_id) in (
                select project_id, transaction_id from meridian.row_transaction where expires_at < $1
                order by expires_at limit 200 for update skip locked)
            """;

    private final Vertx vertx;
    private final Database database;
    private final InstantSource clock;
    private final AtomicBoolean isSweeping = new AtomicBoolean();
    private final long timer;

    private TransactionSweep(Vertx vertx, Database database, InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.timer = vertx.setPeriodic(PERIOD_MILLIS, elapsed -> sweep());
    }

    public static TransactionSweep start(Vertx vertx, Database database, InstantSource clock) {
        return new TransactionSweep(vertx, database, clock);
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    private void sweep() {
        if (isSweeping.compareAndSet(false, true)) {
            sweep(database, clock.instant())
                    .onFailure(
                            failure -> log.atWarn().setCause(failure).log("Expired transactions could not be removed"))
                    .onComplete(swept -> isSweeping.set(false));
        }
    }

    /** Removes some of those that expired long enough before. */
    static Future<Void> sweep(Database database, Instant now) {
        return database.write(SWEEP, now.minus(KEPT).atOffset(ZoneOffset.UTC)).mapEmpty();
    }
}
