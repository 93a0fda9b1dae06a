package dev.meridian.region.databases;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.Naming.BothRoutes;
import dev.meridian.region.databases.Table.Definition;
import dev.meridian.region.databases.TableStore.Change;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.permissions.Permissions.Subject;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables: columns, indexes, and who may do what with the rows. */
final class Tables {

    private static final int NAME = 128;
    private static final String[] READ = {"tables.read", "collections.read"};
    private static final String[] WRITE = {"tables.write", "collections.write"};

    private static final TableShape SHAPE = TableShape.of(
            Table.META,
            new Identifier("app_table"),
            List.of(
                    Field.required("$id", "table_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("name", "name", ValueType.STRING),
                    Field.required("enabled", "enabled", ValueType.BOOLEAN),
                    Field.required("rowSecurity", "row_security", ValueType.BOOLEAN)));

    private final RegionContext region;
    private final TableStore store;
    private final Catalogue catalogue;
    private final Lists lists;

    Tables(RegionContext region, TableStore store, Catalogue catalogue) {
        this.region = region;
        this.store = store;
        this.catalogue = catalogue;
        this.lists = new Lists(region.database());
    }

    void routes(BothRoutes routes) {
        String one = DatabasesFeature.TABLES + "/{tableId}";
        routes.post(DatabasesFeature.TABLES).scope(WRITE).workflow(this::create);
        routes.get(DatabasesFeature.TABLES).scope(READ).workflow(this::list);
        routes.get(one).scope(READ).workflow(this::find);
        routes.put(one).scope(WRITE).workflow(this::update);
        routes.delete(one).scope(WRITE).workflow(this::delete);
    }

    private ApiReply create(ApiRequest request) {
        Parameters parameters = request.parameters();
        Naming naming = Naming.of(request);
        OffsetDateTime now = Moments.now(region);
        List<Column> columns = columns(parameters, naming, Datetimes.format(now));
        Definition bare = new Definition(
                new TableId(
                        request.project(),
                        parameters.id("databaseId"),
                        region.node().ids().resolve(parameters.newId(naming.name("tableId")))),
                parameters.text("name", NAME),
                parameters.flag("enabled", true),
                true,
                true,
                parameters.flag(naming.name("rowSecurity"), false),
                permissions(parameters).orElse(List.of()),
                new Identifier("t_" + region.node().ids().unique()),
                1,
                columns.size(),
                columns,
                List.of(),
                now,
                now);
        Definition table = withIndexes(bare, parameters, Datetimes.format(now));
        store.create(table, Cause.of(request.caller()));
        return ApiReply.json(201, Models.table(table, naming));
    }

    private static List<Column> columns(Parameters parameters, Naming naming, String now) {
        List<Column> columns = new ArrayList<>();
        for (JsonObject definition : objects(parameters, naming.name("columns"))) {
            Column column = ColumnParameters.inline(definition, now);
            Columns.checkRoom(columns, column.key());
            columns.add(column.numbered(columns.size() + 1));
        }
        return List.copyOf(columns);
    }

    private static Definition withIndexes(Definition table, Parameters parameters, String now) {
        Definition grown = table;
        for (JsonObject definition : objects(parameters, "indexes")) {
            grown = IndexParameters.added(grown, IndexParameters.inline(definition, now));
        }
        return grown;
    }

    private static List<JsonObject> objects(Parameters parameters, String name) {
        Object raw = parameters.raw(name).orElseGet(JsonArray::new);
        if (!(raw instanceof JsonArray array)) {
            throw Invalid.parameter(name, "Value must be an array of objects");
        }
        List<JsonObject> objects = new ArrayList<>();
        for (Object item : array) {
            if (!(item instanceof JsonObject object)) {
                throw Invalid.parameter(name, "Value must be an array of objects");
            }
            objects.add(object);
        }
        return objects;
    }

    private ApiReply list(ApiRequest request) {
        Naming naming = Naming.of(request);
        String databaseId = request.parameters().id("databaseId");
        checkDatabase(request.project(), databaseId);
        TableShape shape = SHAPE.pinned("project_id", ValueType.STRING, request.project())
                .pinned("database_id", ValueType.STRING, databaseId);
        var query = Lists.metadata(request, shape);
        var page = await(lists.page(
                query, new Visibility.Everything(), request.parameters().flag("total", true)));
        JsonArray tables = new JsonArray();
        for (var row : page.rows()) {
            TableId id = new TableId(request.project(), databaseId, row.getString("table_id"));
            tables.add(Models.table(await(catalogue.current(id)).definition(), naming));
        }
        return ApiReply.json(200, new JsonObject().put("total", page.total()).put(naming.name("tables"), tables));
    }

    private void checkDatabase(String project, String databaseId) {
        var found = await(region.database()
                .read(
                        "select 1 from meridian.app_database where project_id = $1 and database_id = $2",
                        project,
                        databaseId));
        if (found.size() == 0) {
            throw DatabaseProblems.databaseNotFound(databaseId);
        }
    }

    private ApiReply find(ApiRequest request) {
        return ApiReply.json(
                200, Models.table(await(catalogue.current(TableId.of(request))).definition(), Naming.of(request)));
    }

    private ApiReply update(ApiRequest request) {
        Parameters parameters = request.parameters();
        OffsetDateTime now = Moments.now(region);
        Optional<String> name = parameters.has("name") ? Optional.of(parameters.text("name", NAME)) : Optional.empty();
        Optional<List<String>> permissions = permissions(parameters);
        boolean rowSecurity = parameters.flag(Naming.of(request).name("rowSecurity"), false);
        boolean enabled = parameters.flag("enabled", true);
        Cause cause = Cause.of(request.caller());
        Definition changed = store.change(
                TableId.of(request),
                now,
                table -> new Change(
                        table.updated(
                                name.orElse(table.name()),
                                enabled,
                                rowSecurity,
                                permissions.orElse(table.permissions()),
                                now),
                        List.of()),
                (transaction, before, after) -> store.events().table(transaction, after, "update", cause));
        return ApiReply.json(200, Models.table(changed, Naming.of(request)));
    }

    private ApiReply delete(ApiRequest request) {
        store.drop(TableId.of(request), Cause.of(request.caller()));
        return ApiReply.empty();
    }

    private static Optional<List<String>> permissions(Parameters parameters) {
        return parameters
                .texts("permissions", Access.MOST_PERMISSIONS, 300)
                .map(asked -> Access.parsed(asked, Subject.CONTAINER).texts());
    }
}
