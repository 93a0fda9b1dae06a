package dev.meridian.region.storage.uploads;

import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up uploads that were begun three days ago and are not finished. What they left behind is marked for
 * {@link ObjectSweep} in the transaction that removes their rows. Several pods may reap at once.
 */
public final class UploadReaper {

    /** Removes rows of one kind of upload. */
    @FunctionalInterface
    public interface Batch {

        /**
         * Locks rows with {@code skip locked}, removes them and marks their objects, all in the transaction.
         *
         * @param before when those were begun that are given up
         * @return how many were given up; {@code most} means that there may be more
         */
        Future<Integer> giveUp(SqlConnection transaction, OffsetDateTime before, int most);
    }

    private static final Logger log = LoggerFactory.getLogger(UploadReaper.class);
    private static final Duration PATIENCE = Duration.ofDays(3);
    private static final long PERIOD_MILLIS = 5_000;
    private static final int MOST = 50;

    private final Vertx vertx;
    private final Database database;
    private final InstantSource clock;
    private final Batch batch;
    private final AtomicBoolean isReaping = new AtomicBoolean();
    private final long timer;

    private UploadReaper(Vertx vertx, Database database, InstantSource clock, Batch batch) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.batch = batch;
        this.timer = vertx.setPeriodic(PERIOD_MILLIS, elapsed -> reap());
    }

    public static UploadReaper start(Vertx vertx, Database database, InstantSource clock, Batch batch) {
        return new UploadReaper(vertx, database, clock, batch);
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    private void reap() {
        if (isReaping.compareAndSet(false, true)) {
            OffsetDateTime before = clock.instant().minus(PATIENCE).atOffset(ZoneOffset.UTC);
            database.transaction(connection -> batch.giveUp(connection, before, MOST))
                    .onSuccess(count -> {
                        if (count > 0) {
                            log.atInfo()
                                    .addKeyValue("uploads", count)
                                    .log("Uploads that nobody finished were given up");
                        }
                    })
                    .onFailure(
                            failure -> log.atWarn().setCause(failure).log("Unfinished uploads could not be given up"))
                    .onComplete(done -> isReaping.set(false));
        }
    }
}
