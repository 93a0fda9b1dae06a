package dev.meridian.region.listing;

import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import org.jspecify.annotations.Nullable;

/** Where statements that change nothing are answered: the region's database, or a transaction with its own changes. */
@FunctionalInterface
public interface Reads {

    /** One for which the same plan is right whatever the arguments. */
    Future<RowSet<Row>> read(String sql, @Nullable Object... arguments);

    /** One whose plan depends on its arguments. */
    default Future<RowSet<Row>> search(String sql, @Nullable Object... arguments) {
        return read(sql, arguments);
    }

    static Reads of(Database database) {
        return new Reads() {
            @Override
            public Future<RowSet<Row>> read(String sql, @Nullable Object... arguments) {
                return database.read(sql, arguments);
            }

            @Override
            public Future<RowSet<Row>> search(String sql, @Nullable Object... arguments) {
                return database.search(sql, arguments);
            }
        };
    }
}
