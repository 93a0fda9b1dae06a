package dev.meridian.region.databases;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.Naming.BothRoutes;
import dev.meridian.region.databases.RowStore.Draft;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.permissions.Action;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.Validation;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows: created, read, listed, changed and deleted by clients and servers alike. */
final class Rows {

    private static final String PATH = DatabasesFeature.TABLES + "/{tableId}/rows";
    private static final String[] READ = {"rows.read", "documents.read"};
    private static final String[] WRITE = {"rows.write", "documents.write"};

    private final RegionContext region;
    private final Catalogue catalogue;
    private final RowStore store;
    private final Lists lists;
    private final DatabaseEvents events;

    Rows(RegionContext region, Catalogue catalogue, DatabaseEvents events) {
        this.region = region;
        this.catalogue = catalogue;
        this.store = new RowStore(region.database(), events);
        this.lists = new Lists(region.database());
        this.events = events;
    }

    void routes(BothRoutes routes) {
        routes.get(PATH).scope(READ).on(this::list);
        routes.post(PATH).scope(WRITE).on(this::create);
        routes.get(PATH + "/{rowId}").scope(READ).on(this::find);
        routes.patch(PATH + "/{rowId}").scope(WRITE).workflow(this::update);
        routes.put(PATH + "/{rowId}").scope(WRITE).workflow(this::upsert);
        routes.delete(PATH + "/{rowId}").scope(WRITE).workflow(this::delete);
        routes.patch(PATH + "/{rowId}/{column}/increment").scope(WRITE).workflow(request -> add(request, 1));
        routes.patch(PATH + "/{rowId}/{column}/decrement").scope(WRITE).workflow(request -> add(request, -1));
    }

    private Future<ApiReply> list(ApiRequest request) {
        checkNoTransaction(request);
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
        checkNoTransaction(request);
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
        checkNoTransaction(request);
        Parameters parameters = request.parameters();
        String several = Naming.of(request).name("rows");
        if (parameters.has(several)) {
            throw Invalid.parameter(several, "Several rows at once are not available; create them one by one");
        }
        String id =
                region.node().ids().resolve(parameters.newId(Naming.of(request).name("rowId")));
        JsonObject data = data(request).filter(given -> !given.isEmpty()).orElseThrow(DatabaseProblems::rowMissingData);
        return catalogue.with(TableId.of(request), table -> {
            Access access = Access.to(table, request.caller());
            access.checkCreate();
            Cause cause = Cause.of(request.caller());
            Draft draft = draft(table, access, request, id, data);
            return store.insert(table, draft, cause).map(seen -> seen(request, table, seen, 201));
        });
    }

    private Draft draft(Table table, Access access, ApiRequest request, String id, JsonObject data) {
        OffsetDateTime now = Moments.now(region);
        List<String> permissions = permissions(request).map(access::granted).orElseGet(access::byDefault);
        return new Draft(
                id,
                time(access, data, "$createdAt").orElse(now),
                time(access, data, "$updatedAt").orElse(now),
                permissions,
                RowData.created(table, data));
    }

    private ApiReply update(ApiRequest request) {
        checkNoTransaction(request);
        String id = request.parameters().id("rowId");
        JsonObject data = data(request).orElseGet(JsonObject::new);
        if (data.isEmpty() && permissions(request).isEmpty()) {
            throw DatabaseProblems.rowMissingPayload();
        }
        return await(catalogue.with(
                TableId.of(request),
                table -> Future.succeededFuture(store.locked(
                        table,
                        id,
                        (transaction, found) -> seen(
                                request,
                                table,
                                change(
                                        transaction,
                                        table,
                                        request,
                                        data,
                                        found.orElseThrow(() -> DatabaseProblems.rowNotFound(id)),
                                        "update"),
                                200)))));
    }

    /** Merges; what changes nothing needs no more than the right to read. */
    private Seen<StoredRow> change(
            OpenTransaction transaction,
            Table table,
            ApiRequest request,
            JsonObject data,
            StoredRow before,
            String action) {
        Access access = Access.to(table, request.caller());
        Map<String, @Nullable Object> values = new LinkedHashMap<>(before.values());
        values.putAll(RowData.changed(table, data));
        Optional<List<String>> asked = permissions(request);
        OffsetDateTime createdAt = time(access, data, "$createdAt").orElse(before.createdAt());
        Optional<OffsetDateTime> updatedAt = time(access, data, "$updatedAt");
        boolean changed = !isSame(before.values(), values)
                || (asked.isPresent() && !Set.copyOf(asked.get()).equals(Set.copyOf(before.permissions())))
                || !createdAt.isEqual(before.createdAt())
                || updatedAt.isPresent();
        if (!changed && access.mayRead(before.permissions())) {
            return new Seen.Current<>(before);
        }
        access.check(Action.UPDATE, before.permissions());
        checkNotNewer(request, before);
        StoredRow after = new StoredRow(
                before.id(),
                before.sequence(),
                createdAt,
                updatedAt.orElseGet(() -> Moments.now(region)),
                asked.map(access::granted).orElse(before.permissions()),
                values);
        store.update(transaction, table, after);
        events.row(transaction, table, after, action, Cause.of(request.caller()));
        return new Seen.Current<>(after);
    }

    private ApiReply upsert(ApiRequest request) {
        checkNoTransaction(request);
        String id = region.node().ids().resolve(request.parameters().newId("rowId"));
        JsonObject data = data(request).orElseGet(JsonObject::new);
        try {
            return upsert(request, id, data);
        } catch (Problem raced) {
            if (!raced.type().equals(DatabaseProblems.ROW_EXISTS)) {
                throw raced;
            }
            return upsert(request, id, data);
        }
    }

    private ApiReply upsert(ApiRequest request, String id, JsonObject data) {
        return await(catalogue.with(
                TableId.of(request),
                table -> Future.succeededFuture(store.locked(table, id, (transaction, found) -> {
                    if (found.isPresent()) {
                        return seen(
                                request, table, change(transaction, table, request, data, found.get(), "upsert"), 201);
                    }
                    Access access = Access.to(table, request.caller());
                    access.checkCreate();
                    if (data.isEmpty()) {
                        throw DatabaseProblems.rowMissingData();
                    }
                    Seen<StoredRow> made = store.insert(transaction, table, draft(table, access, request, id, data));
                    if (made instanceof Seen.Current<StoredRow>(StoredRow row)) {
                        events.row(transaction, table, row, "upsert", Cause.of(request.caller()));
                    }
                    return seen(request, table, made, 201);
                }))));
    }

    private ApiReply delete(ApiRequest request) {
        checkNoTransaction(request);
        String id = request.parameters().id("rowId");
        return await(catalogue.with(
                TableId.of(request),
                table -> Future.succeededFuture(store.locked(table, id, (transaction, found) -> {
                    Access access = Access.to(table, request.caller());
                    StoredRow row = found.orElseThrow(() -> DatabaseProblems.rowNotFound(id));
                    access.check(Action.DELETE, row.permissions());
                    checkNotNewer(request, row);
                    store.delete(transaction, table, id);
                    events.row(transaction, table, row, "delete", Cause.of(request.caller()));
                    return new Seen.Current<>(ApiReply.empty());
                }))));
    }

    private ApiReply add(ApiRequest request, int sign) {
        checkNoTransaction(request);
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
                            id,
                            before.sequence(),
                            before.createdAt(),
                            Moments.now(region),
                            before.permissions(),
                            values);
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

    private static boolean isSame(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
        return after.keySet().stream().allMatch(key -> Objects.deepEquals(before.get(key), after.get(key)));
    }

    private static Optional<JsonObject> data(ApiRequest request) {
        return request.parameters().object("data");
    }

    private static Optional<List<String>> permissions(ApiRequest request) {
        return request.parameters().texts("permissions", Access.MOST_PERMISSIONS, 300);
    }

    private static Optional<OffsetDateTime> time(Access access, JsonObject data, String key) {
        return access.maySetTimes() ? RowData.time(data, key) : Optional.empty();
    }

    /** X-Appwrite-Timestamp: the caller's state of knowledge must not be older than the row. */
    private static void checkNotNewer(ApiRequest request, StoredRow row) {
        request.head().header("x-appwrite-timestamp").ifPresent(text -> {
            OffsetDateTime known = Datetimes.parse(text)
                    .orElseThrow(() -> Invalid.parameter("X-Appwrite-Timestamp", "Value must be a valid date"));
            if (row.updatedAt().isAfter(known)) {
                throw DatabaseProblems.rowConflict();
            }
        });
    }

    /** No transaction exists here, so none can be found. */
    private static void checkNoTransaction(ApiRequest request) {
        request.parameters().optionalText("transactionId", 36).ifPresent(id -> {
            throw DatabaseProblems.transactionNotFound(id);
        });
    }
}
