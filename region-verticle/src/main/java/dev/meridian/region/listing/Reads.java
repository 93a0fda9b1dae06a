package dev.meridian.region.listing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import org.jspecify.annotations.Nullable;

/** Where statements that change nothing are answered: the region's database, or a transaction with its own changes. */
@FunctionalInterface
public interface Reads {

    Future<RowSet<Row>> read(String sql, @Nullable Object... arguments);
}
