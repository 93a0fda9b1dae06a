package dev.meridian.region.postgres;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the present schema: each script once, in the order of its name, in a transaction of its own.
 *
 * <p>Several regions' pods may start at once: each script is applied under the lock of one row. A script that was changed
 * after it was applied stops the start.
 */
final class Migrations {

    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    /** What pods that create the same thing at the same moment may be told. */
    private static final Set<String> RACED = Set.of("23505", "42P06", "42P07");

    private static final String LEDGER = """
            create schema if not exists meridian;
            create table if not exists meridian.migration (
                name text primary key,
                sha256 text not null,
                applied_at timestamptz not null
            );
            insert into meridian.migration values ('lock', '', now()) on conflict do nothing;
            """;

    private Migrations() {}

    static Future<Void> apply(Database database) {
        Future<Void> applied = ledger(database, 5);
        for (MigrationScript script : MigrationScript.all()) {
            applied = applied.compose(before -> database.transaction(connection -> apply(connection, script)));
        }
        return applied;
    }

    private static Future<Void> ledger(Database database, int attempts) {
        return database.writes()
                .withConnection(connection -> connection.query(LEDGER).execute())
                .<Void>mapEmpty()
                .recover(failure ->
                        attempts > 1 && failure instanceof PgException refused && RACED.contains(refused.getSqlState())
                                ? ledger(database, attempts - 1)
                                : Future.failedFuture(new DatabaseException(
                                        "The database cannot be prepared: " + failure.getMessage(), failure)));
    }

    private static Future<Void> apply(SqlConnection connection, MigrationScript script) {
        return connection
                .query("select name from meridian.migration where name = 'lock' for update")
                .execute()
                .compose(locked -> connection
                        .preparedQuery("select sha256 from meridian.migration where name = $1")
                        .execute(Tuple.of(script.name())))
                .compose(known -> applied(known, script) ? Future.succeededFuture() : run(connection, script));
    }

    private static boolean applied(RowSet<Row> known, MigrationScript script) {
        for (Row row : known) {
            if (!row.getString("sha256").equals(script.sha256())) {
                throw new DatabaseException("Migration " + script.name()
                        + " is not the one that this database has; install the version of Meridian that it was made with,"
                        + " or a newer one");
            }
            return true;
        }
        return false;
    }

    private static Future<Void> run(SqlConnection connection, MigrationScript script) {
        return connection
                .query(script.sql())
                .execute()
                .compose(done -> connection
                        .preparedQuery("insert into meridian.migration values ($1, $2, now())")
                        .execute(Tuple.from(List.of(script.name(), script.sha256()))))
                .recover(failure -> Future.failedFuture(new DatabaseException(
                        "Migration " + script.name() + " failed: " + failure.getMessage(), failure)))
                .onSuccess(done ->
                        log.atInfo().addKeyValue("migration", script.name()).log("The database was migrated"))
                .mapEmpty();
    }
}
