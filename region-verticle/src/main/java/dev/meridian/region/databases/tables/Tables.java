package dev.meridian.region.databases.tables;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.rows.Access;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.databases.tables.TableStore.Change;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
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
public final class Tables {

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
                    Field.required("rowSecurity", "row_security", ValueType.BOOLEAN),
                    Field.required("search", "search", ValueType.STRING)));

    private final RegionContext region;
    private final TableStore store;
    private final Catalogue catalogue;

    public Tables(RegionContext region, TableStore store, Catalogue catalogue) {
        this.region = region;
        this.store = store;
        this.catalogue = catalogue;
    }

    public void routes(BothRoutes routes) {
        String one = Naming.TABLES_PATH + "/{tableId}";
        routes.post(Naming.TABLES_PATH).scope(WRITE).workflow(this::create);
        routes.get(Naming.TABLES_PATH).scope(READ).workflow(this::list);
        routes.get(one).scope(READ).workflow(this::find);
        routes.put(one).scope(WRITE).workflow(this::update);
        routes.delete(one).scope(WRITE).workflow(this::delete);
    }

    private ApiReply create(ApiRequest request) {
        Parameters parameters = request.parameters();
        Naming naming = Naming.of(request);
        OffsetDateTime now = region.now();
        List<Column> columns = columns(parameters, naming, Datetimes.format(now));
        columns.forEach(column -> Columns.checkSealable(region, column));
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
            Columns.checkRoom(columns.stream().map(Column::key).toList(), column.key());
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
        Listing page = await(Listing.of(region.database(), shape, new Visibility.Everything(), request.parameters()));
        JsonObject model = await(page.modelLater(
                naming.name("tables"),
                row -> catalogue
                        .current(new TableId(request.project(), databaseId, row.getString("table_id")))
                        .map(table -> Models.table(table.definition(), naming))));
        return ApiReply.json(200, model);
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
        OffsetDateTime now = region.now();
        Optional<String> name = parameters.has("name") ? Optional.of(parameters.text("name", NAME)) : Optional.empty();
        Optional<List<String>> permissions = permissions(parameters);
        boolean rowSecurity = parameters.flag(Naming.of(request).name("rowSecurity"), false);
        boolean enabled = parameters.flag("enabled", true);
        // No list is given that is older than a write, such as this one, so that there is nothing to purge.
        parameters.flag("purge", false);
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
        store.drop(TableId.of(request), region.now(), Cause.of(request.caller()));
        return ApiReply.empty();
    }

    private static Optional<List<String>> permissions(Parameters parameters) {
        return parameters
                .texts("permissions", Access.MOST_PERMISSIONS, 300)
                .map(asked -> Access.parsed(asked, Subject.CONTAINER).texts());
    }
}
