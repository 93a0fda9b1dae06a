package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.StaleTable;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The copies of tables' definitions that one transaction relies on: the same one of a table throughout. */
final class UsedTables {

    private final Catalogue catalogue;
    private final Map<TableId, Table> tables = new LinkedHashMap<>();

    UsedTables(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** A copy of any age. */
    Future<Table> table(TableId id) {
        Table used = tables.get(id);
        return used != null
                ? Future.succeededFuture(used)
                : catalogue.table(id).onSuccess(table -> tables.put(id, table));
    }

    /** Whether somebody listens to changes of any of their rows. */
    boolean isListened() {
        return tables.values().stream().anyMatch(table -> table.definition().listened());
    }

    Future<Boolean> areCurrent() {
        List<Future<Boolean>> asked =
                tables.values().stream().map(catalogue::isCurrent).toList();
        return Future.all(asked).map(done -> asked.stream().allMatch(Future::result));
    }

    /** Fails as the work does, but with {@link StaleTable} where it relied on an old copy. */
    <T> Future<T> checking(Future<T> work) {
        return work.recover(failure -> tables.isEmpty()
                ? Future.failedFuture(failure)
                : areCurrent().compose(current -> current ? Future.failedFuture(failure) : stale()));
    }

    /** An answer that shows no row of some of the tables, from which alone an old copy would not be seen to be one. */
    <T> Future<T> current(T answer) {
        return tables.isEmpty()
                ? Future.succeededFuture(answer)
                : areCurrent().compose(current -> current ? Future.succeededFuture(answer) : stale());
    }

    private <T> Future<T> stale() {
        StaleTable stale = new StaleTable(tables.values().iterator().next());
        forget();
        return Future.failedFuture(stale);
    }

    void forget() {
        tables.keySet().forEach(catalogue::forget);
        tables.clear();
    }
}
