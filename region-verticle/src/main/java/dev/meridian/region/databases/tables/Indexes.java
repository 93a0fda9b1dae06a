package dev.meridian.region.databases.tables;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.tables.Models.Status;
import dev.meridian.region.databases.tables.Table.Definition;
import dev.meridian.region.databases.tables.TableStore.Change;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.query.QueryParser;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.time.OffsetDateTime;
import java.util.List;

/** Indexes of tables: {@code key} for speed and order, {@code unique} as a rule. */
public final class Indexes {

    private static final String PATH = Naming.TABLES_PATH + "/{tableId}/indexes";
    private static final String[] READ = {"tables.read", "collections.read", "indexes.read"};
    private static final String[] WRITE = {"tables.write", "collections.write", "indexes.write"};
    private static final String UNIQUE_VIOLATION = "23505";

    private final RegionContext region;
    private final TableStore store;
    private final Catalogue catalogue;

    public Indexes(RegionContext region, TableStore store, Catalogue catalogue) {
        this.region = region;
        this.store = store;
        this.catalogue = catalogue;
    }

    public void routes(BothRoutes routes) {
        routes.post(PATH).scope(WRITE).workflow(this::create);
        routes.get(PATH).scope(READ).workflow(this::list);
        routes.get(PATH + "/{key}").scope(READ).workflow(this::find);
        routes.delete(PATH + "/{key}").scope(WRITE).workflow(this::delete);
    }

    private ApiReply create(ApiRequest request) {
        OffsetDateTime now = region.now();
        Index asked = IndexParameters.created(request.parameters(), Naming.of(request), Datetimes.format(now));
        TableId id = TableId.of(request);
        try {
            Cause cause = Cause.of(request.caller());
            Definition changed = store.change(
                    id,
                    now,
                    table -> added(table, asked),
                    (transaction, before, after) ->
                            tell(transaction, after, after.indexes().getLast(), "create", cause));
            return ApiReply.json(202, Models.index(changed.indexes().getLast(), Status.PROCESSING, Naming.of(request)));
        } catch (PgException refused) {
            if (UNIQUE_VIOLATION.equals(refused.getSqlState())) {
                throw DatabaseProblems.indexInvalid("Rows with equal values of these columns exist.");
            }
            throw refused;
        }
    }

    private static Change added(Definition table, Index asked) {
        Definition grown = IndexParameters.added(table, asked);
        return new Change(grown, List.of(Ddl.createIndex(grown, grown.indexes().getLast())));
    }

    private ApiReply list(ApiRequest request) {
        var query = QueryParser.parse(request.parameters().queries());
        List<Index> indexes = await(catalogue.current(TableId.of(request))).indexes();
        boolean total = request.parameters().flag("total", true);
        return ApiReply.json(
                200,
                new JsonObject()
                        .put("total", total ? indexes.size() : 0)
                        .put(
                                "indexes",
                                query.page(indexes).stream()
                                        .map(index -> Models.index(index, Status.AVAILABLE, Naming.of(request)))
                                        .collect(Definitions.array())));
    }

    private ApiReply find(ApiRequest request) {
        String key = request.path("key");
        return await(catalogue.current(TableId.of(request)))
                .index(key)
                .map(index -> ApiReply.json(200, Models.index(index, Status.AVAILABLE, Naming.of(request))))
                .orElseThrow(() -> DatabaseProblems.indexNotFound(key));
    }

    private ApiReply delete(ApiRequest request) {
        String key = request.path("key");
        TableId id = TableId.of(request);
        Cause cause = Cause.of(request.caller());
        store.change(
                id,
                region.now(),
                table -> removed(table, key),
                (transaction, before, after) -> tell(transaction, before, index(before, key), "delete", cause));
        return ApiReply.empty();
    }

    private void tell(OpenTransaction transaction, Definition table, Index index, String action, Cause cause) {
        TableId id = table.id();
        EventSubject subject = EventSubject.index(id.database(), id.table(), index.key());
        JsonObject model = Models.index(index, Status.AVAILABLE, Naming.TABLES);
        store.events().add(transaction, id.project(), subject, action, model, cause);
    }

    private static Index index(Definition table, String key) {
        return table.index(key).orElseThrow(() -> DatabaseProblems.indexNotFound(key));
    }

    private static Change removed(Definition table, String key) {
        Index index = index(table, key);
        List<Index> indexes =
                table.indexes().stream().filter(each -> !each.equals(index)).toList();
        return new Change(
                table.shaped(table.lastNumber(), table.columns(), indexes), List.of(Ddl.dropIndex(table, index)));
    }
}
