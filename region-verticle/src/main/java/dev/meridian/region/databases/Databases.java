package dev.meridian.region.databases;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.tables.Models;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableStore;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.FirstRow;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** Databases: named sets of tables. */
final class Databases {

    private static final int NAME = 128;
    private static final String READ = "databases.read";
    private static final String WRITE = "databases.write";

    private static final TableShape SHAPE = TableShape.of(
            Table.META,
            new Identifier("app_database"),
            List.of(
                    Field.required("$id", "database_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    Field.required("name", "name", ValueType.STRING),
                    Field.required("enabled", "enabled", ValueType.BOOLEAN),
                    Field.required("type", "type", ValueType.STRING),
                    Field.required("search", "search", ValueType.STRING)));

    private final RegionContext region;
    private final TableStore store;

    Databases(RegionContext region, TableStore store) {
        this.region = region;
        this.store = store;
    }

    void routes(BothRoutes routes) {
        String one = Naming.DATABASES + "/{databaseId}";
        routes.post(Naming.DATABASES).scope(WRITE).workflow(this::create);
        routes.get(Naming.DATABASES).scope(READ).workflow(this::list);
        routes.get(one).scope(READ).workflow(this::find);
        routes.put(one).scope(WRITE).workflow(this::update);
        routes.delete(one).scope(WRITE).workflow(this::delete);
    }

    private ApiReply create(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = region.node().ids().resolve(parameters.newId("databaseId"));
        String name = parameters.text("name", NAME);
        boolean enabled = parameters.flag("enabled", true);
        return OpenTransaction.run(region.database(), transaction -> {
            JsonObject database = transaction
                    .first(
                            "insert into meridian.app_database (project_id, database_id, name, enabled, created_at,"
                                    + " updated_at, type) values ($1, $2, $3, $4, $5, $5, $6) on conflict do nothing returning *",
                            request.project(),
                            id,
                            name,
                            enabled,
                            region.now(),
                            Naming.of(request) == Naming.TABLES ? "tablesdb" : "legacy")
                    .map(Models::database)
                    .orElseThrow(() -> DatabaseProblems.databaseExists(id));
            tell(transaction, request, database, "create");
            return ApiReply.json(201, database);
        });
    }

    private void tell(OpenTransaction transaction, ApiRequest request, JsonObject database, String action) {
        store.events().database(transaction, request.project(), database, action, Cause.of(request.caller()));
    }

    private ApiReply list(ApiRequest request) {
        TableShape shape = SHAPE.pinned("project_id", ValueType.STRING, request.project());
        Listing page = await(Listing.of(region.database(), shape, new Visibility.Everything(), request.parameters()));
        return ApiReply.json(200, page.model("databases", Models::database));
    }

    private ApiReply find(ApiRequest request) {
        String id = request.parameters().id("databaseId");
        var found = await(region.database()
                .read(
                        "select * from meridian.app_database where project_id = $1 and database_id = $2",
                        request.project(),
                        id));
        return FirstRow.of(found)
                .map(row -> ApiReply.json(200, Models.database(row)))
                .orElseThrow(() -> DatabaseProblems.databaseNotFound(id));
    }

    /** Its tables' definitions say whether the database is open, so their versions grow with it. */
    private ApiReply update(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = parameters.id("databaseId");
        Optional<String> name = parameters.has("name") ? Optional.of(parameters.text("name", NAME)) : Optional.empty();
        boolean enabled = parameters.flag("enabled", true);
        return OpenTransaction.run(region.database(), transaction -> {
            Row row = transaction
                    .first(
                            "update meridian.app_database set name = coalesce($3::text, name), enabled = $4, updated_at = $5"
                                    + " where project_id = $1 and database_id = $2 returning *",
                            request.project(),
                            id,
                            name.orElse(null),
                            enabled,
                            region.now())
                    .orElseThrow(() -> DatabaseProblems.databaseNotFound(id));
            transaction.statement(
                    "update meridian.app_table set version = version + 1 where project_id = $1 and database_id = $2",
                    request.project(),
                    id);
            tell(transaction, request, Models.database(row), "update");
            return ApiReply.json(200, Models.database(row));
        });
    }

    private ApiReply delete(ApiRequest request) {
        store.dropDatabase(request.project(), request.parameters().id("databaseId"), Cause.of(request.caller()));
        return ApiReply.empty();
    }
}
