package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.rows.RowWrites.Written;
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

/** Rows: created, read, listed, changed and deleted by clients and servers alike. */
public final class Rows {

    private static final String PATH = Naming.TABLES_PATH + "/{tableId}/rows";
    private static final String[] READ = {"rows.read", "documents.read"};
    private static final String[] WRITE = {"rows.write", "documents.write"};

    private final RegionContext region;
    private final Catalogue catalogue;
    private final RowStore store;
    private final RowReads reads;
    private final RowChanges changes;
    private final RowTransactions transactions;
    private final RowWrites writes;
    private final RowsBulk bulk;

    public Rows(RegionContext region, Catalogue catalogue) {
        RowEvents events = new RowEvents(region.events());
        this.region = region;
        this.catalogue = catalogue;
        this.store = new RowStore(region.database(), events);
        this.reads = new RowReads(region.database(), catalogue, store);
        this.changes = new RowChanges(region);
        this.transactions = new RowTransactions(region.database(), catalogue, events);
        this.writes = new RowWrites(changes, new RelatedWrites(region.node().ids()));
        this.bulk = new RowsBulk(region, transactions, new BulkWrites(changes));
    }

    public void routes(BothRoutes routes) {
        routes.get(PATH).scope(READ).on(reads::list);
        routes.post(PATH).scope(WRITE).on(this::create);
        routes.patch(PATH).scope(WRITE).workflow(bulk::update);
        routes.put(PATH).scope(WRITE).workflow(bulk::upsert);
        routes.delete(PATH).scope(WRITE).workflow(bulk::delete);
        routes.get(PATH + "/{rowId}").scope(READ).on(reads::find);
        routes.patch(PATH + "/{rowId}").scope(WRITE).workflow(this::update);
        routes.put(PATH + "/{rowId}").scope(WRITE).workflow(this::upsert);
        routes.delete(PATH + "/{rowId}").scope(WRITE).workflow(this::delete);
        routes.patch(PATH + "/{rowId}/{column}/increment").scope(WRITE).workflow(request -> add(request, 1));
        routes.patch(PATH + "/{rowId}/{column}/decrement").scope(WRITE).workflow(request -> add(request, -1));
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
        Author author = Author.of(request);
        Asked asked = new Asked(data, permissions(request));
        return catalogue.with(TableId.of(request), table -> {
            if (table.relationships().stream().anyMatch(each -> data.containsKey(each.key()))) {
                return region.workflows()
                        .run(() -> written(
                                request,
                                author,
                                201,
                                (transaction, current) -> writes.create(transaction, current, author, id, asked)))
                        .map(Seen.Current::new);
            }
            Access access = Access.to(table, request.caller());
            access.checkCreate();
            Cause cause = author.cause();
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
        String id = request.parameters().id("rowId");
        Author author = Author.of(request);
        return written(
                request, author, 200, (transaction, table) -> writes.update(transaction, table, author, id, asked));
    }

    private ApiReply upsert(ApiRequest request) {
        String id = region.node().ids().resolve(request.parameters().newId("rowId"));
        Asked asked = asked(request);
        Author author = Author.of(request);
        return RowChanges.againIfMade(() -> written(
                request, author, 201, (transaction, table) -> writes.upsert(transaction, table, author, id, asked)));
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
                request,
                author,
                200,
                (transaction, table) -> writes.add(transaction, table, author, id, column, increment));
    }

    private ApiReply written(
            ApiRequest request, Author author, int status, BiFunction<RowTransaction, Table, Written> write) {
        RowChanges.checkNoTransaction(request);
        TableId id = TableId.of(request);
        return transactions.run(transaction -> {
            Table table = transaction.table(id);
            Written written = write.apply(transaction, table);
            return ApiReply.json(status, written.model(transaction, table, author, Naming.of(request)));
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
