package dev.meridian.region.databases.tables;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.tables.Models.Status;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.databases.tables.TableStore.Change;
import dev.meridian.region.databases.tables.TableStore.Obstacle;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.QueryParser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Columns of tables. A new one is available at once; its creation says {@code processing}, as the contract has it. */
public final class Columns {

    private static final int MOST = 1_017;
    static final String PATH = Naming.TABLES_PATH + "/{tableId}/columns";
    private static final String[] READ = {"tables.read", "collections.read", "columns.read", "attributes.read"};
    static final String[] WRITE = {"tables.write", "collections.write", "columns.write", "attributes.write"};

    private final RegionContext region;
    private final TableStore store;
    private final Catalogue catalogue;
    private final Relationships relationships;

    public Columns(RegionContext region, TableStore store, Catalogue catalogue) {
        this.relationships = new Relationships(region, store, catalogue);
        this.region = region;
        this.store = store;
        this.catalogue = catalogue;
    }

    public void routes(BothRoutes routes) {
        relationships.routes(routes);
        for (ColumnKind kind : ColumnKind.values()) {
            String path = PATH + "/" + kind.path();
            routes.post(path).scope(WRITE).workflow(request -> create(kind, request));
            routes.patch(path + "/{key}").scope(WRITE).workflow(request -> update(kind, request));
        }
        routes.get(PATH).scope(READ).workflow(this::list);
        routes.get(PATH + "/{key}").scope(READ).workflow(this::find);
        routes.delete(PATH + "/{key}").scope(WRITE).workflow(this::delete);
    }

    private ApiReply create(ColumnKind kind, ApiRequest request) {
        OffsetDateTime now = region.now();
        Column asked = ColumnParameters.created(kind, request.parameters(), Datetimes.format(now));
        TableId id = TableId.of(request);
        Cause cause = Cause.of(request.caller());
        Definition changed = store.change(
                id,
                now,
                table -> added(table, asked),
                (transaction, before, after) ->
                        tell(transaction, after, after.columns().getLast(), "create", cause));
        Column column = changed.columns().getLast();
        return ApiReply.json(202, Models.column(column, Status.PROCESSING));
    }

    private static Change added(Definition table, Column asked) {
        checkRoom(table.keys(), asked.key());
        Column column = asked.numbered(table.lastNumber() + 1);
        List<Column> columns = new ArrayList<>(table.columns());
        columns.add(column);
        return new Change(
                table.shaped(column.number(), List.copyOf(columns), table.indexes()),
                List.of(Ddl.addColumn(table, column)));
    }

    private ApiReply update(ColumnKind kind, ApiRequest request) {
        OffsetDateTime now = region.now();
        Parameters parameters = request.parameters();
        String key = request.path("key");
        String keyNow = parameters.raw("newKey").map(String::valueOf).orElse(key);
        Cause cause = Cause.of(request.caller());
        Definition changed = store.change(
                TableId.of(request),
                now,
                table -> updated(table, column(table, key), kind, parameters, Datetimes.format(now)),
                (transaction, before, after) -> tell(transaction, after, column(after, keyNow), "update", cause));
        return ApiReply.json(200, Models.column(column(changed, keyNow), Status.AVAILABLE));
    }

    /** Rows stay as they are; only a text column that takes less than before is to be looked through. */
    private static Change updated(
            Definition table, Column present, ColumnKind kind, Parameters parameters, String now) {
        if (present.kind() != kind) {
            throw DatabaseProblems.columnType(present.key(), kind);
        }
        Column column = ColumnParameters.updated(present, parameters, now);
        if (!column.key().equals(present.key())) {
            checkKey(table.keysBeside(present.key()), column.key());
        }
        List<Column> columns = table.columns().stream()
                .map(each -> each.equals(present) ? column : each)
                .toList();
        List<Index> indexes = table.indexes().stream()
                .map(index -> index.renamed(present.key(), column.key()))
                .toList();
        Definition after = table.shaped(table.lastNumber(), columns, indexes);
        return column.size() < present.size()
                ? new Change(
                        after,
                        List.of(Ddl.stopWriters(table)),
                        List.of(new Obstacle(
                                Ddl.longerThan(table, present, column.size()),
                                DatabaseProblems.columnResize(present.key(), column.size()))))
                : new Change(after, List.of());
    }

    private static List<Column> others(Definition table, Column column) {
        return table.columns().stream().filter(each -> !each.equals(column)).toList();
    }

    /** Refuses one more column of that key. */
    static void checkRoom(List<String> keys, String key) {
        checkKey(keys, key);
        if (keys.size() >= MOST) {
            throw DatabaseProblems.columnLimit();
        }
    }

    /** Keys are told apart without regard to case, as other engines do. */
    static void checkKey(List<String> others, String key) {
        if (others.stream().anyMatch(key::equalsIgnoreCase)) {
            throw DatabaseProblems.columnExists(key);
        }
    }

    private ApiReply list(ApiRequest request) {
        var query = QueryParser.parse(request.parameters().queries());
        Naming naming = Naming.of(request);
        List<JsonObject> columns = Models.columns(
                        await(catalogue.current(TableId.of(request))).definition(), naming)
                .toList();
        boolean total = request.parameters().flag("total", true);
        return ApiReply.json(
                200,
                new JsonObject()
                        .put("total", total ? columns.size() : 0)
                        .put(naming.name("columns"), new JsonArray(query.page(columns))));
    }

    private ApiReply find(ApiRequest request) {
        String key = request.path("key");
        Table table = await(catalogue.current(TableId.of(request)));
        return table.column(key)
                .map(column -> Models.column(column, Status.AVAILABLE))
                .or(() -> table.relationship(key)
                        .map(relationship -> Models.relationship(relationship, Status.AVAILABLE, Naming.of(request))))
                .map(model -> ApiReply.json(200, model))
                .orElseThrow(() -> DatabaseProblems.columnNotFound(key));
    }

    private ApiReply delete(ApiRequest request) {
        String key = request.path("key");
        TableId id = TableId.of(request);
        await(catalogue.current(id))
                .relationship(key)
                .ifPresentOrElse(
                        relationship -> relationships.delete(request, id, relationship),
                        () -> delete(request, id, key));
        return ApiReply.empty();
    }

    private void delete(ApiRequest request, TableId id, String key) {
        Cause cause = Cause.of(request.caller());
        store.change(
                id,
                region.now(),
                table -> removed(table, key),
                (transaction, before, after) -> tell(transaction, before, column(before, key), "delete", cause));
    }

    private void tell(OpenTransaction transaction, Definition table, Column column, String action, Cause cause) {
        TableId id = table.id();
        EventSubject subject = EventSubject.column(id.database(), id.table(), column.key());
        JsonObject model = Models.column(column, Status.AVAILABLE);
        store.events().add(transaction, id.project(), subject, action, model, cause);
    }

    private static Column column(Definition table, String key) {
        return table.column(key).orElseThrow(() -> DatabaseProblems.columnNotFound(key));
    }

    private static Change removed(Definition table, String key) {
        Column column = column(table, key);
        table.indexes().stream()
                .filter(index -> index.columns().contains(key))
                .findFirst()
                .ifPresent(index -> refuse(DatabaseProblems.indexDependency(key, index.key())));
        return new Change(
                table.shaped(table.lastNumber(), others(table, column), table.indexes()),
                List.of(Ddl.dropColumn(table, column)));
    }

    private static void refuse(Problem problem) {
        throw problem;
    }
}
