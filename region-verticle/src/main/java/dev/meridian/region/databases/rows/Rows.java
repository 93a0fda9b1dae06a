package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Rows: created, read, listed, changed and deleted by clients and servers alike. */
public final class Rows {

    private static final String PATH = Naming.TABLES_PATH + "/{tableId}/rows";
    private static final String[] READ = {"rows.read", "documents.read"};
    private static final String[] WRITE = {"rows.write", "documents.write"};

    private final RegionContext region;
    private final Catalogue catalogue;
    private final RowStore store;
    private final Lists lists;
    private final RowChanges changes;
    private final RowTransactions transactions;
    private final RowWrites writes;
    private final RowsBulk bulk;

    public Rows(RegionContext region, Catalogue catalogue) {
        RowEvents events = new RowEvents(region.events());
        this.region = region;
        this.catalogue = catalogue;
        this.store = new RowStore(region.database(), events);
        this.lists = new Lists(region.database());
        this.changes = new RowChanges(region);
        this.transactions = new RowTransactions(region.database(), catalogue, events);
        this.writes = new RowWrites(changes);
        this.bulk = new RowsBulk(region, transactions, new BulkWrites(changes));
    }

    public void routes(BothRoutes routes) {
        routes.get(PATH).scope(READ).on(this::list);
        routes.post(PATH).scope(WRITE).on(this::create);
        routes.patch(PATH).scope(WRITE).workflow(bulk::update);
        routes.put(PATH).scope(WRITE).workflow(bulk::upsert);
        routes.delete(PATH).scope(WRITE).workflow(bulk::delete);
        routes.get(PATH + "/{rowId}").scope(READ).on(this::find);
        routes.patch(PATH + "/{rowId}").scope(WRITE).workflow(this::update);
        routes.put(PATH + "/{rowId}").scope(WRITE).workflow(this::upsert);
        routes.delete(PATH + "/{rowId}").scope(WRITE).workflow(this::delete);
        routes.patch(PATH + "/{rowId}/{column}/increment").scope(WRITE).workflow(request -> add(request, 1));
        routes.patch(PATH + "/{rowId}/{column}/decrement").scope(WRITE).workflow(request -> add(request, -1));
    }

    private Future<ApiReply> list(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        boolean total = request.parameters().flag("total", true);
        var query = QueryParser.parse(request.parameters().queries());
        return catalogue.with(TableId.of(request), table -> {
            Visibility visibility = Access.to(table, request.caller()).listed();
            CheckedQuery checked = Validation.check(query, table.shape());
            return lists.page(checked, visibility, total).compose(page -> reply(table, page, Naming.of(request)));
        });
    }

    private Future<Seen<ApiReply>> reply(Table table, Lists.Page page, Naming naming) {
        JsonArray rows = new JsonArray();
        for (var row : page.rows()) {
            if (!RowReader.isCurrent(table, page.compiled(), row)) {
                return Future.succeededFuture(new Seen.Stale<>());
            }
            rows.add(RowReader.model(table, RowReader.row(page.compiled(), row), naming));
        }
        ApiReply reply =
                ApiReply.json(200, new JsonObject().put("total", page.total()).put(naming.name("rows"), rows));
        return rows.isEmpty()
                ? catalogue.isCurrent(table).map(current -> current ? new Seen.Current<>(reply) : new Seen.Stale<>())
                : Future.succeededFuture(new Seen.Current<>(reply));
    }

    private Future<ApiReply> find(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        String id = request.parameters().id("rowId");
        var query = QueryParser.parse(request.parameters().queries());
        return catalogue.with(TableId.of(request), table -> {
            Access access = Access.to(table, request.caller());
            CheckedQuery checked = Validation.check(query, table.shape());
            return store.find(table, Compiler.row(checked, id)).map(seen -> switch (seen) {
                case Seen.Stale<Optional<StoredRow>> stale -> new Seen.Stale<>();
                case Seen.Current<Optional<StoredRow>>(Optional<StoredRow> row) ->
                    new Seen.Current<>(row.filter(found -> access.mayRead(found.permissions()))
                            .map(found -> ApiReply.json(200, RowReader.model(table, found, Naming.of(request))))
                            .orElseThrow(() -> DatabaseProblems.rowNotFound(id)));
            });
        });
    }

    private Future<ApiReply> create(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        Parameters parameters = request.parameters();
        if (parameters.has(Naming.of(request).name("rows"))) {
            return bulk.create(request);
        }
        String id =
                region.node().ids().resolve(parameters.newId(Naming.of(request).name("rowId")));
        JsonObject data = data(request).filter(given -> !given.isEmpty()).orElseThrow(DatabaseProblems::rowMissingData);
        return catalogue.with(TableId.of(request), table -> {
            Access access = Access.to(table, request.caller());
            access.checkCreate();
            Cause cause = Cause.of(request.caller());
            Draft draft = changes.draft(table, access, id, new Asked(data, permissions(request)));
            return store.insert(table, draft, cause)
                    .map(seen -> seen.map(row -> ApiReply.json(201, RowReader.model(table, row, Naming.of(request)))));
        });
    }

    private ApiReply update(ApiRequest request) {
        Asked asked = asked(request);
        if (asked.data().isEmpty() && asked.permissions().isEmpty()) {
            throw DatabaseProblems.rowMissingPayload();
        }
        String id = request.parameters().id("rowId");
        Author author = Author.of(request);
        return written(request, 200, (transaction, table) -> writes.update(transaction, table, author, id, asked));
    }

    private ApiReply upsert(ApiRequest request) {
        String id = region.node().ids().resolve(request.parameters().newId("rowId"));
        Asked asked = asked(request);
        Author author = Author.of(request);
        return RowChanges.againIfMade(() ->
                written(request, 201, (transaction, table) -> writes.upsert(transaction, table, author, id, asked)));
    }

    private ApiReply delete(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        TableId table = TableId.of(request);
        String id = request.parameters().id("rowId");
        Author author = Author.of(request);
        return transactions.run(transaction -> {
            writes.delete(transaction, transaction.table(table), author, id);
            return ApiReply.empty();
        });
    }

    private ApiReply add(ApiRequest request, int sign) {
        Parameters parameters = request.parameters();
        String id = parameters.id("rowId");
        String column = parameters.text("column", 36);
        Increment increment = Increment.read(parameters, sign);
        Author author = Author.of(request);
        return written(
                request, 200, (transaction, table) -> writes.add(transaction, table, author, id, column, increment));
    }

    private ApiReply written(ApiRequest request, int status, BiFunction<RowTransaction, Table, StoredRow> write) {
        RowChanges.checkNoTransaction(request);
        TableId id = TableId.of(request);
        return transactions.run(transaction -> {
            Table table = transaction.table(id);
            StoredRow row = write.apply(transaction, table);
            return ApiReply.json(status, RowReader.model(table, row, Naming.of(request)));
        });
    }

    private static Optional<JsonObject> data(ApiRequest request) {
        return request.parameters().object("data");
    }

    private static Optional<List<String>> permissions(ApiRequest request) {
        return request.parameters().texts("permissions", Access.MOST_PERMISSIONS, 300);
    }

    private static Asked asked(ApiRequest request) {
        return new Asked(data(request).orElseGet(JsonObject::new), permissions(request));
    }
}
