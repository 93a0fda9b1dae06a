package dev.meridian.region.postgres;

import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the database may have changed.
 *
 * <p>A stamp names the transactions that have ended so far ({@code pg_current_snapshot}). Where two are equal, none has
 * ended from before the first until after the second, so that every statement between them saw the same, and what comes after
 * the second one's asking is in neither. It also names the start and the last checkpoint of the server: numbers of
 * transactions that left no trace may come again after a crash, which ends in a checkpoint.
 *
 * <p>Servers that only speak like PostgreSQL, or that keep rows elsewhere too (Citus), give none. Safe for use by many
 * threads.
 */
public final class Stamps {

    private static final String IS_PLAIN = "select version() ~ '^PostgreSQL [0-9.]+( |$)'"
            + " and not exists (select 1 from pg_extension where extname = 'citus')";

    private static final String STAMP = "select pg_current_snapshot()::text || ' '"
            + " || extract(epoch from pg_postmaster_start_time())::text || ' ' || checkpoint_lsn::text"
            + " from pg_control_checkpoint()";

    private final Database database;
    private volatile @Nullable Boolean isPlain;

    public Stamps(Database database) {
        this.database = database;
    }

    /** The present one; none where the server has none to give or does not answer. */
    public Future<Optional<String>> now() {
        return plain().compose(this::ofServer).otherwise(Optional.empty());
    }

    private Future<Optional<String>> ofServer(boolean plain) {
        return plain
                ? database.read(STAMP)
                        .map(rows -> Optional.of(rows.iterator().next().getString(0)))
                : Future.succeededFuture(Optional.empty());
    }

    private Future<Boolean> plain() {
        Boolean known = isPlain;
        return known != null
                ? Future.succeededFuture(known)
                : database.read(IS_PLAIN)
                        .map(rows -> rows.iterator().next().getBoolean(0))
                        .onSuccess(plain -> isPlain = plain);
    }
}
