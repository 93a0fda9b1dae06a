package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Query;
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
import java.util.function.BiFunction;

/** Rows as callers read them, one or a list, with the tied rows that they select; on the event loop. */
final class RowReads {

    private final Database database;
    private final Catalogue catalogue;
    private final RowStore store;
    private final Lists lists;

    RowReads(Database database, Catalogue catalogue, RowStore store) {
        this.database = database;
        this.catalogue = catalogue;
        this.store = store;
        this.lists = new Lists(database);
    }

    Future<ApiReply> list(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        boolean total = request.parameters().flag("total", true);
        Naming naming = Naming.of(request);
        return reaching(request, (reach, query) -> {
            Visibility visibility = Access.to(reach.table(), request.caller()).listed();
            return lists.page(query, visibility, total).compose(page -> listed(reach, query, page, naming));
        });
    }

    private Future<Seen<ApiReply>> listed(Reach reach, CheckedQuery query, Lists.Page page, Naming naming) {
        Table table = reach.table();
        Map<String, JsonObject> models = new LinkedHashMap<>();
        for (var row : page.rows()) {
            if (!RowReader.isCurrent(table, page.compiled(), row)) {
                return Future.succeededFuture(new Seen.Stale<>());
            }
            StoredRow stored = RowReader.row(page.compiled(), row);
            models.put(stored.id(), RowReader.model(table, stored, naming));
        }
        if (models.isEmpty()) {
            ApiReply reply = reply(page, models, naming);
            return catalogue.isCurrent(table).map(current -> current ? new Seen.Current<>(reply) : new Seen.Stale<>());
        }
        return related(naming)
                .fill(reach, query.branches(), models)
                .map(filled -> new Seen.Current<>(reply(page, models, naming)));
    }

    private static ApiReply reply(Lists.Page page, Map<String, JsonObject> models, Naming naming) {
        JsonArray rows = new JsonArray();
        models.values().forEach(rows::add);
        return ApiReply.json(200, new JsonObject().put("total", page.total()).put(naming.name("rows"), rows));
    }

    Future<ApiReply> find(ApiRequest request) {
        RowChanges.checkNoTransaction(request);
        String id = request.parameters().id("rowId");
        Naming naming = Naming.of(request);
        return reaching(request, (reach, query) -> {
            Access access = Access.to(reach.table(), request.caller());
            return store.find(reach.table(), Compiler.row(query, id)).compose(seen -> switch (seen) {
                case Seen.Stale<Optional<StoredRow>> stale -> Future.succeededFuture(new Seen.Stale<>());
                case Seen.Current<Optional<StoredRow>>(Optional<StoredRow> row) -> {
                    StoredRow found = row.filter(each -> access.mayRead(each.permissions()))
                            .orElseThrow(() -> DatabaseProblems.rowNotFound(id));
                    JsonObject model = RowReader.model(reach.table(), found, naming);
                    yield related(naming)
                            .fill(reach, query.branches(), Map.of(id, model))
                            .map(filled -> new Seen.Current<>(ApiReply.json(200, model)));
                }
            });
        });
    }

    /** Does work with a request's query, checked against the table and those that it reaches from there. */
    private Future<ApiReply> reaching(
            ApiRequest request, BiFunction<Reach, CheckedQuery, Future<Seen<ApiReply>>> work) {
        Query query = QueryParser.parse(request.parameters().queries());
        return catalogue.with(TableId.of(request), table -> {
            UsedTables used = new UsedTables(catalogue);
            return used.checking(Reach.of(table, embedding(request, table, query), request.caller(), used)
                    .compose(reach ->
                            work.apply(reach, Validation.check(embedding(request, table, query), reach.shape()))));
        });
    }

    /** Clients of versions before 1.8 know of no selection of tied rows, and expect them all (contract section 3). */
    private static Query embedding(ApiRequest request, Table table, Query query) {
        if (table.relationships().isEmpty() || !(query.selection() instanceof Query.Selection.All)) {
            return query;
        }
        List<String> keys = table.relationships().stream()
                .filter(each -> each.isShown())
                .map(each -> each.key() + ".*")
                .toList();
        return ResponseFormat.of(request).isBefore(1, 8) ? query.selecting(new Query.Selection.AllAnd(keys)) : query;
    }

    private RelatedRows related(Naming naming) {
        return new RelatedRows(
                statement ->
                        database.read(statement.sql(), statement.parameters().toArray()),
                naming);
    }
}
