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
import dev.meridian.region.databases.tables.Column;
import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.permissions.Action;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows: created, read, listed, changed and deleted by clients and servers alike. */
public final class Rows {

    private static final String PATH = Naming.TABLES_PATH + "/{tableId}/rows";
    private static final String[] READ = {"rows.read", "documents.read"};
    private static final String[] WRITE = {"rows.write", "documents.write"};

    private final RegionContext region;
    private final Catalogue catalogue;
    private final RowStore store;
    private final Lists lists;
    private final RowEvents events;
    private final RowChanges changes;
    private final RowsBulk bulk;

    public Rows(RegionContext region, Catalogue catalogue) {
        this.region = region;
        this.catalogue = catalogue;
        this.events = new RowEvents(region.events());
        this.store = new RowStore(region.database(), events);
        this.lists = new Lists(region.database());
        this.changes = new RowChanges(region);
        this.bulk = new RowsBulk(region, catalogue, changes, new RowBatches(store, events));
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
            return store.insert(table, draft, cause).map(seen -> seen(request, table, seen, 201));
        });
    }

    private ApiReply update(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        String id = request.parameters().id("rowId");
        Asked asked = asked(request);
        if (asked.data().isEmpty() && asked.permissions().isEmpty()) {
            throw DatabaseProblems.rowMissingPayload();
        }
        return await(catalogue.with(
                TableId.of(request),
                table -> Future.succeededFuture(store.locked(table, id, (transaction, found) -> {
                    StoredRow before = found.orElseThrow(() -> DatabaseProblems.rowNotFound(id));
                    StoredRow after = change(transaction, table, request, asked, before, "update");
                    return seen(request, table, new Seen.Current<>(after), 200);
                }))));
    }

    private StoredRow change(
            OpenTransaction transaction,
            Table table,
            ApiRequest request,
            Asked asked,
            StoredRow before,
            String action) {
        Optional<StoredRow> merged = changes.merged(table, request, asked, before);
        merged.ifPresent(after -> {
            store.update(transaction, table, after);
            events.row(transaction, table, after, action, Cause.of(request.caller()));
        });
        return merged.orElse(before);
    }

    private ApiReply upsert(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        String id = region.node().ids().resolve(request.parameters().newId("rowId"));
        Asked asked = asked(request);
        return RowChanges.againIfMade(() -> upsert(request, id, asked));
    }

    private ApiReply upsert(ApiRequest request, String id, Asked asked) {
        return await(catalogue.with(
                TableId.of(request),
                table -> Future.succeededFuture(store.locked(table, id, (transaction, found) -> {
                    if (found.isPresent()) {
                        StoredRow after = change(transaction, table, request, asked, found.get(), "upsert");
                        return seen(request, table, new Seen.Current<>(after), 201);
                    }
                    Access access = Access.to(table, request.caller());
                    access.checkCreate();
                    if (asked.data().isEmpty()) {
                        throw DatabaseProblems.rowMissingData();
                    }
                    Seen<StoredRow> made = store.insert(transaction, table, changes.draft(table, access, id, asked));
                    if (made instanceof Seen.Current<StoredRow>(StoredRow row)) {
                        events.row(transaction, table, row, "upsert", Cause.of(request.caller()));
                    }
                    return seen(request, table, made, 201);
                }))));
    }

    private ApiReply delete(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        String id = request.parameters().id("rowId");
        return await(catalogue.with(
                TableId.of(request),
                table -> Future.succeededFuture(store.locked(table, id, (transaction, found) -> {
                    Access access = Access.to(table, request.caller());
                    StoredRow row = found.orElseThrow(() -> DatabaseProblems.rowNotFound(id));
                    access.check(Action.DELETE, row.permissions());
                    RowChanges.checkNotNewer(request, row);
                    store.delete(transaction, table, id);
                    events.row(transaction, table, row, "delete", Cause.of(request.caller()));
                    return new Seen.Current<>(ApiReply.empty());
                }))));
    }

    private ApiReply add(ApiRequest request, int sign) {
        RowChanges.checkNoTransaction(request);
        Parameters parameters = request.parameters();
        String id = parameters.id("rowId");
        Increment increment = Increment.read(parameters, sign);
        return await(catalogue.with(
                TableId.of(request),
                table -> Future.succeededFuture(store.locked(table, id, (transaction, found) -> {
                    Access access = Access.to(table, request.caller());
                    StoredRow before = found.orElseThrow(() -> DatabaseProblems.rowNotFound(id));
                    access.check(Action.UPDATE, before.permissions());
                    Column column = table.column(parameters.text("column", 36))
                            .orElseThrow(() -> DatabaseProblems.columnNotFound(request.path("column")));
                    Map<String, @Nullable Object> values = new LinkedHashMap<>(before.values());
                    values.put(
                            column.key(),
                            increment.apply(column, before.values().get(column.key())));
                    StoredRow after = new StoredRow(
                            id, before.sequence(), before.createdAt(), region.now(), before.permissions(), values);
                    store.update(transaction, table, after);
                    events.row(transaction, table, after, "update", Cause.of(request.caller()));
                    return seen(request, table, new Seen.Current<>(after), 200);
                }))));
    }

    private static Seen<ApiReply> seen(ApiRequest request, Table table, Seen<StoredRow> seen, int status) {
        return switch (seen) {
            case Seen.Stale<StoredRow> stale -> new Seen.Stale<>();
            case Seen.Current<StoredRow>(StoredRow row) ->
                new Seen.Current<>(ApiReply.json(status, RowReader.model(table, row, Naming.of(request))));
        };
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
