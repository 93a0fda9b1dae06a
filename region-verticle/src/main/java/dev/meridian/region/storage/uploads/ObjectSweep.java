package dev.meridian.region.storage.uploads;

import dev.meridian.region.postgres.Database;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes objects that no row names any more. A change writes what is to go in its own transaction, so that nothing is
 * forgotten whatever crashes; an object is removed at least once. What was half written when a process ended goes after
 * three days. Several pods may sweep at once.
 */
public final class ObjectSweep {

    private static final Logger log = LoggerFactory.getLogger(ObjectSweep.class);
    private static final long PERIOD_MILLIS = 5_000;
    private static final int BATCH = 50;
    private static final Duration UNFINISHED = Duration.ofDays(3);
    private static final int SWEEPS_PER_LOOK = 120;

    private final Vertx vertx;
    private final Database database;
    private final ObjectStore objects;
    private final InstantSource clock;
    private final AtomicBoolean isSweeping = new AtomicBoolean();
    private final long timer;
    private int sweeps;

    private ObjectSweep(Vertx vertx, Database database, ObjectStore objects, InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.objects = objects;
        this.clock = clock;
        this.timer = vertx.setPeriodic(PERIOD_MILLIS, elapsed -> sweep());
    }

    public static ObjectSweep start(Vertx vertx, Database database, ObjectStore objects, InstantSource clock) {
        return new ObjectSweep(vertx, database, objects, clock);
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    /** Marks an object, or all objects below a key, to be removed once the transaction commits. */
    public static Future<Void> remove(SqlConnection connection, String project, String key) {
        return connection
                .preparedQuery("insert into meridian.object_removal (project_id, key) values ($1, $2)"
                        + " on conflict do nothing")
                .execute(Tuple.of(project, key))
                .mapEmpty();
    }

    private void sweep() {
        if (isSweeping.compareAndSet(false, true)) {
            database.transaction(this::sweepBatch)
                    .compose(swept -> sweeps++ % SWEEPS_PER_LOOK == 0
                            ? objects.deleteUnfinished(clock.instant().minus(UNFINISHED))
                            : Future.succeededFuture())
                    .onFailure(failure -> log.atWarn().setCause(failure).log("Objects could not be removed"))
                    .onComplete(swept -> isSweeping.set(false));
        }
    }

    private Future<Integer> sweepBatch(SqlConnection connection) {
        return connection
                .preparedQuery("select project_id, key from meridian.object_removal limit $1 for update skip locked")
                .execute(Tuple.of(BATCH))
                .compose(rows -> {
                    List<Future<Void>> removals = StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> removed(connection, row))
                            .toList();
                    return Future.all(removals).map(removals.size());
                });
    }

    private Future<Void> removed(SqlConnection connection, Row row) {
        String project = row.getString("project_id");
        String key = row.getString("key");
        return objects.deleteAll(key)
                .compose(gone -> connection
                        .preparedQuery("delete from meridian.object_removal where project_id = $1 and key = $2")
                        .execute(Tuple.of(project, key)))
                .mapEmpty();
    }
}
