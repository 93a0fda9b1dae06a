package dev.meridian.region.databases;

import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Routes;
import dev.meridian.region.databases.exchange.TableExchange;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.rows.RowBatches;
import dev.meridian.region.databases.rows.RowOperations;
import dev.meridian.region.databases.rows.RowTransactions;
import dev.meridian.region.databases.rows.Rows;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Columns;
import dev.meridian.region.databases.tables.DatabaseEvents;
import dev.meridian.region.databases.tables.Ddl;
import dev.meridian.region.databases.tables.Indexes;
import dev.meridian.region.databases.tables.TableStore;
import dev.meridian.region.databases.tables.Tables;
import dev.meridian.region.databases.transactions.Transactions;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * The TablesDB service, {@code /v1/tablesdb}, and the older Databases service, {@code /v1/databases}: databases, tables,
 * columns, indexes, rows (contract section 5). See {@link Naming}.
 */
public final class DatabasesFeature implements ApiFeature {

    private final Databases databases;
    private final Tables tables;
    private final Columns columns;
    private final Indexes indexes;
    private final Rows rows;
    private final Transactions transactions;
    private final TableExchange exchange;

    public DatabasesFeature(RegionContext region) {
        Catalogue catalogue = new Catalogue(region.database(), region.sealer());
        TableStore store = new TableStore(region.database(), catalogue, new DatabaseEvents(region.events()));
        this.databases = new Databases(region, store);
        this.tables = new Tables(region, store, catalogue);
        this.columns = new Columns(region, store, catalogue);
        this.indexes = new Indexes(region, store, catalogue);
        RowTransactions rowTransactions = new RowTransactions(region, catalogue);
        RowOperations operations = new RowOperations();
        this.transactions = new Transactions(region, rowTransactions, operations);
        this.rows = new Rows(region, catalogue, rowTransactions, operations, transactions.staging());
        this.exchange = new TableExchange(region, catalogue, new RowBatches(region, rowTransactions));
    }

    @Override
    public void routes(Routes routes) {
        BothRoutes both = new BothRoutes(routes);
        databases.routes(both);
        tables.routes(both);
        columns.routes(both);
        indexes.routes(both);
        rows.routes(both);
        transactions.routes(both);
        exchange.routes(routes);
    }

    /**
     * Has every pod ask again, in the transaction that changes it, whether anybody listens to events of the project's
     * databases. Tables that are being made are waited for, and those made later see the change.
     */
    public static Future<Void> listenersChanged(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("select 1 from meridian.project where project_id = $1 for update")
                .execute(Tuple.of(project))
                .compose(alone -> bumpTables(transaction, project));
    }

    private static Future<Void> bumpTables(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("update meridian.app_table set version = version + 1 where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.app_database where project_id = $1")
                .execute(Tuple.of(project))
                .compose(deleted -> transaction.query(Ddl.dropSchema(project)).execute())
                .compose(dropped -> Transactions.forget(transaction, project));
    }
}
