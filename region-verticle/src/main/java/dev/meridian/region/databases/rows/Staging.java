package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import java.util.function.Function;

/** Transactions that requests for rows may name. On virtual threads only. */
public interface Staging {

    /**
     * Tries an operation out after all that are staged already, and stages it.
     *
     * @param transaction ID that the request names
     * @param answer asked while what came of it is still there
     */
    <T> T stage(ApiRequest request, String transaction, TableId table, RowOperation operation, Answer<T> answer);

    /** Says what came of an operation. */
    @FunctionalInterface
    interface Answer<T> {
        T of(RowTransaction transaction, Table table, Done done);
    }

    /** Looks at rows as they would be if all that is staged had been done. */
    <T> T look(ApiRequest request, String transaction, Function<RowTransaction, T> work);
}
