package dev.meridian.region.databases.rows;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.StaleTable;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.OpenTransaction;
import io.vertx.pgclient.PgException;
import java.util.function.Function;

/**
 * Does work on rows in database transactions.
 *
 * <p>Work relies on copies of tables' definitions. Where one proves to be old, all is rolled back and done again with fresh
 * ones; a refusal counts only if the definitions that it stands on are the present ones. On virtual threads only.
 */
public final class RowTransactions {

    private static final int ATTEMPTS = 4;

    private final Database database;
    private final Catalogue catalogue;
    private final RowEvents events;

    public RowTransactions(RegionContext region, Catalogue catalogue) {
        this.database = region.database();
        this.catalogue = catalogue;
        this.events = new RowEvents(region.events());
    }

    /** Does work that takes effect as a whole or not at all; it may run more than once. Its events are sent after it. */
    public <T> T run(Function<RowTransaction, T> work) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            UsedTables used = new UsedTables(catalogue);
            try {
                T done = OpenTransaction.run(
                        database,
                        transaction -> work.apply(new RowTransaction(transaction, used, events, RowWatch.NOBODY)));
                if (used.isListened()) {
                    events.wake();
                }
                return done;
            } catch (StaleTable stale) {
                used.forget();
            } catch (PgException refused) {
                if (!Catalogue.isVanished(refused)) {
                    throw RowProblems.of(refused);
                }
                used.forget();
            } catch (Problem problem) {
                if (await(used.areCurrent())) {
                    throw problem;
                }
                used.forget();
            }
        }
        throw DatabaseProblems.changing();
    }
}
