package dev.meridian.region.databases.rows;

import static io.vertx.core.Future.await;

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
import dev.meridian.region.databases.tables.StaleTable;
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
    private final RowChanges changes;
    private final RowRequests requests;
    private final RowsBulk bulk;

    public Rows(
            RegionContext region,
            Catalogue catalogue,
            RowTransactions transactions,
            RowOperations operations,
            Staging staging) {
        this.region = region;
        this.catalogue = catalogue;
        this.store = new RowStore(region.database(), new RowEvents(region.events()));
        this.changes = new RowChanges(region::now);
        this.requests = new RowRequests(region, transactions, operations, staging);
        this.bulk = new RowsBulk(region, requests);
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
        boolean total = request.parameters().flag("total", true);
        var query = QueryParser.parse(request.parameters().queries());
        return look(request, (reads, table) -> {
            Visibility visibility = Access.to(table, request.caller()).listed();
            CheckedQuery checked = Validation.check(query, table.shape());
            return new Lists(reads)
                    .page(checked, visibility, total)
                    .compose(page -> reply(table, page, Naming.of(request)));
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
        String id = request.parameters().id("rowId");
        var query = QueryParser.parse(request.parameters().queries());
        return look(request, (reads, table) -> {
            Access access = Access.to(table, request.caller());
            CheckedQuery checked = Validation.check(query, table.shape());
            return RowStore.find(reads, table, Compiler.row(checked, id)).map(seen -> switch (seen) {
                case Seen.Stale<Optional<StoredRow>> stale -> new Seen.Stale<>();
                case Seen.Current<Optional<StoredRow>>(Optional<StoredRow> row) ->
                    new Seen.Current<>(row.filter(found -> access.mayRead(found.permissions()))
                            .map(found -> ApiReply.json(200, RowReader.model(table, found, Naming.of(request))))
                            .orElseThrow(() -> DatabaseProblems.rowNotFound(id)));
            });
        });
    }

    /** Looks at the rows that there are, or, where the request names a transaction, at those that there would be. */
    private Future<ApiReply> look(ApiRequest request, BiFunction<Reads, Table, Future<Seen<ApiReply>>> work) {
        TableId id = TableId.of(request);
        Optional<String> named = RowRequests.transaction(request);
        return named.isEmpty()
                ? catalogue.with(id, table -> work.apply(region.database()::read, table))
                : region.workflows()
                        .run(() -> requests.staging().look(request, named.get(), transaction -> {
                            Table table = transaction.table(id);
                            return switch (await(work.apply(transaction.open()::read, table))) {
                                case Seen.Current<ApiReply>(ApiReply reply) -> reply;
                                case Seen.Stale<ApiReply> stale -> throw new StaleTable(table);
                            };
                        }));
    }

    private Future<ApiReply> create(ApiRequest request) {
        Parameters parameters = request.parameters();
        if (parameters.has(Naming.of(request).name("rows"))) {
            return bulk.create(request);
        }
        String id =
                region.node().ids().resolve(parameters.newId(Naming.of(request).name("rowId")));
        JsonObject data = data(request).filter(given -> !given.isEmpty()).orElseThrow(DatabaseProblems::rowMissingData);
        Asked asked = new Asked(data, permissions(request));
        if (RowRequests.transaction(request).isPresent()) {
            return region.workflows().run(() -> requests.answer(request, new RowOperation.Create(id, asked)));
        }
        return catalogue.with(TableId.of(request), table -> {
            Access access = Access.to(table, request.caller());
            access.checkCreate();
            Cause cause = Cause.of(request.caller());
            Draft draft = changes.draft(table, access, id, asked);
            return store.insert(table, draft, cause)
                    .map(seen -> seen.map(row -> ApiReply.json(201, RowReader.model(table, row, Naming.of(request)))));
        });
    }

    private ApiReply update(ApiRequest request) {
        Asked asked = asked(request);
        if (asked.data().isEmpty() && asked.permissions().isEmpty()) {
            throw DatabaseProblems.rowMissingPayload();
        }
        return requests.answer(
                request, new RowOperation.Update(request.parameters().id("rowId"), asked));
    }

    private ApiReply upsert(ApiRequest request) {
        String id = region.node().ids().resolve(request.parameters().newId("rowId"));
        return requests.answer(request, new RowOperation.Upsert(id, asked(request)));
    }

    private ApiReply delete(ApiRequest request) {
        return requests.answer(
                request, new RowOperation.Delete(request.parameters().id("rowId")));
    }

    private ApiReply add(ApiRequest request, int sign) {
        Parameters parameters = request.parameters();
        String column = parameters.text("column", 36);
        return requests.answer(
                request, new RowOperation.Add(parameters.id("rowId"), column, Increment.read(parameters, sign)));
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
