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
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Rows: created, read, listed, changed and deleted by clients and servers alike. */
public final class Rows {

    private static final String PATH = Naming.TABLES_PATH + "/{tableId}/rows";
    private static final String[] READ = {"rows.read", "documents.read"};
    private static final String[] WRITE = {"rows.write", "documents.write"};

    private final RegionContext region;
    private final Catalogue catalogue;
    private final RowStore store;
    private final RowChanges changes;
    private final UnlockedUpdates updates;
    private final RowRequests requests;
    private final RowReads reads;
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
        this.updates = new UnlockedUpdates(region.database(), catalogue);
        this.requests = new RowRequests(region, transactions, operations, staging);
        this.reads = new RowReads(region, catalogue, requests);
        this.bulk = new RowsBulk(region, requests);
    }

    public void routes(BothRoutes routes) {
        routes.get(PATH).scope(READ).on(reads::list);
        routes.post(PATH).scope(WRITE).on(this::create);
        routes.patch(PATH).scope(WRITE).workflow(bulk::update);
        routes.put(PATH).scope(WRITE).workflow(bulk::upsert);
        routes.delete(PATH).scope(WRITE).workflow(bulk::delete);
        routes.get(PATH + "/{rowId}").scope(READ).on(reads::find);
        routes.patch(PATH + "/{rowId}").scope(WRITE).on(this::update);
        routes.put(PATH + "/{rowId}").scope(WRITE).workflow(this::upsert);
        routes.delete(PATH + "/{rowId}").scope(WRITE).workflow(this::delete);
        routes.patch(PATH + "/{rowId}/{column}/increment").scope(WRITE).on(request -> add(request, 1));
        routes.patch(PATH + "/{rowId}/{column}/decrement").scope(WRITE).on(request -> add(request, -1));
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
            return transacted(request, new RowOperation.Create(id, asked));
        }
        return catalogue.with(TableId.of(request), table -> {
            if (ties(table, data)) {
                return transacted(request, new RowOperation.Create(id, asked)).map(Seen.Current::new);
            }
            Access access = Access.to(table, request.caller());
            access.checkCreate();
            Cause cause = Cause.of(request.caller());
            Draft draft = changes.draft(table, access, id, asked);
            return store.insert(table, draft, cause)
                    .map(seen -> seen.map(row -> ApiReply.json(201, RowReader.model(table, row, Naming.of(request)))));
        });
    }

    private Future<ApiReply> transacted(ApiRequest request, RowOperation operation) {
        return region.workflows().run(() -> requests.answer(request, operation));
    }

    private static boolean ties(Table table, JsonObject data) {
        return table.relationships().stream().anyMatch(each -> data.containsKey(each.key()));
    }

    private Future<ApiReply> update(ApiRequest request) {
        Asked asked = asked(request);
        if (asked.data().isEmpty() && asked.permissions().isEmpty()) {
            throw DatabaseProblems.rowMissingPayload();
        }
        Author author = Author.of(request);
        return unlocked(
                request,
                new RowOperation.Update(request.parameters().id("rowId"), asked),
                table -> !ties(table, asked.data()),
                (table, before) -> changes.merged(table, author, asked, before));
    }

    private Future<ApiReply> add(ApiRequest request, int sign) {
        Parameters parameters = request.parameters();
        String column = parameters.text("column", 36);
        Increment increment = Increment.read(parameters, sign);
        Author author = Author.of(request);
        return unlocked(
                request,
                new RowOperation.Add(parameters.id("rowId"), column, increment),
                table -> true,
                (table, before) -> Optional.of(changes.added(table, author, before, column, increment)));
    }

    /** Changes a row without locks where that can be done, and else in a transaction. */
    private Future<ApiReply> unlocked(
            ApiRequest request,
            RowOperation operation,
            Predicate<Table> suits,
            BiFunction<Table, StoredRow, Optional<StoredRow>> change) {
        if (RowRequests.transaction(request).isPresent()) {
            return transacted(request, operation);
        }
        return updates.update(TableId.of(request), request.parameters().id("rowId"), suits, change)
                .compose(updated -> updated.map(done -> Future.succeededFuture(
                                ApiReply.json(200, RowReader.model(done.table(), done.after(), Naming.of(request)))))
                        .orElseGet(() -> transacted(request, operation)));
    }

    private ApiReply upsert(ApiRequest request) {
        String id = region.node().ids().resolve(request.parameters().newId("rowId"));
        return requests.answer(request, new RowOperation.Upsert(id, asked(request)));
    }

    private ApiReply delete(ApiRequest request) {
        return requests.answer(
                request, new RowOperation.Delete(request.parameters().id("rowId")));
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
