package dev.meridian.region.names;

import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.BiFunction;

/**
 * Names that this region is about to claim, written down before it does: whoever is killed between a claim and what it was
 * for leaves a row, and the region gives back what nobody has got by the end of the row's time.
 */
final class PendingClaims {

    /** Longer than the making of anything takes that has a name: its request has ended by then. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    private static final int AT_ONCE = 64;

    private static final String ADD = """
            insert into meridian.pending_claim values ($1, $2, $3)
            on conflict (kind, name) do update set until = excluded.until
            """;
    private static final String OVERDUE = """
            select kind, name from meridian.pending_claim where until < $1 order by until limit $2
               for update skip locked
            """;

    private final Database database;
    private final InstantSource clock;

    PendingClaims(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<Void> add(NameKind kind, String name) {
        return database.write(ADD, kind.name(), name, now().plus(LONGEST)).mapEmpty();
    }

    /**
     * Settles what is overdue, one after the other under its row's lock: whoever adds the same name again waits until then.
     *
     * @param settle may be called more than once for a name
     * @return whether there may be more
     */
    Future<Boolean> sweep(BiFunction<NameKind, String, Future<Void>> settle) {
        return database.transaction(connection -> connection
                .preparedQuery(OVERDUE)
                .execute(Tuple.of(now(), AT_ONCE))
                .compose(rows -> InTurn.each(
                                rows,
                                row -> settle.apply(kind(row), row.getString("name"))
                                        .compose(settled -> connection
                                                .preparedQuery(
                                                        "delete from meridian.pending_claim where kind = $1 and name = $2")
                                                .execute(Tuple.of(row.getString("kind"), row.getString("name"))))
                                        .mapEmpty())
                        .map(rows.size() == AT_ONCE)));
    }

    private static NameKind kind(Row row) {
        return NameKind.valueOf(row.getString("kind"));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
