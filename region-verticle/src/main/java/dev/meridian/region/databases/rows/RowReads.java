package dev.meridian.region.databases.rows;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Seen;
import dev.meridian.region.databases.tables.StaleTable;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.listing.Pages;
import dev.meridian.region.listing.Reads;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Stamps;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.QueryParser;
import dev.meridian.region.query.Validation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Rows as callers read them, one or a list, with the tied rows that they select; on the event loop. */
final class RowReads {

    /** Seconds for which a caller may be content with an older list. */
    private static final long MOST_TTL = 86_400;

    private final RegionContext region;
    private final Catalogue catalogue;
    private final RowRequests requests;
    private final KeptLists kept;

    /** What answers a request with the tables that its query reaches. */
    @FunctionalInterface
    private interface Work {
        Future<Seen<ApiReply>> answer(Reads reads, Reach reach, CheckedQuery query, Access access);
    }

    RowReads(RegionContext region, Catalogue catalogue, RowRequests requests) {
        this.region = region;
        this.catalogue = catalogue;
        this.requests = requests;
        this.kept = new KeptLists(
                new Stamps(region.database()),
                region.node().clock(),
                region.settings().keptLists());
    }

    Future<ApiReply> list(ApiRequest request) {
        boolean total = request.parameters().flag("total", true);
        long ttl = request.parameters().integer("ttl", 0, MOST_TTL).orElse(0L);
        Query query = QueryParser.parse(request.parameters().queries());
        return ttl == 0 || query.random() || RowRequests.transaction(request).isPresent()
                ? list(request, query, total)
                : kept.answer(key(request, total), Duration.ofSeconds(ttl), () -> list(request, query, total));
    }

    private static KeptLists.Key key(ApiRequest request, boolean total) {
        Caller caller = request.caller();
        return new KeptLists.Key(
                TableId.of(request),
                Naming.of(request),
                ResponseFormat.of(request).isBefore(1, 8),
                caller.isPrivileged(),
                caller.isPrivileged() ? Set.of() : Set.copyOf(caller.roles()),
                total,
                request.parameters().queries());
    }

    private Future<ApiReply> list(ApiRequest request, Query query, boolean total) {
        Naming naming = Naming.of(request);
        return reaching(
                request,
                query,
                (reads, reach, checked, access) -> new Pages(reads)
                        .page(checked, access.listed(), total)
                        .compose(page -> listed(reads, reach, checked, page, naming)));
    }

    private Future<Seen<ApiReply>> listed(
            Reads reads, Reach reach, CheckedQuery query, Pages.Page page, Naming naming) {
        Table table = reach.table();
        Map<String, JsonObject> models = new LinkedHashMap<>();
        for (var row : page.rows()) {
            if (!RowReader.isCurrent(table, page.compiled(), row)) {
                return Future.succeededFuture(new Seen.Stale<>());
            }
            StoredRow stored = RowReader.row(table, page.compiled(), row);
            models.put(stored.id(), RowReader.model(table, stored, naming));
        }
        if (models.isEmpty()) {
            ApiReply reply = reply(page, models, naming);
            return catalogue.isCurrent(table).map(current -> current ? new Seen.Current<>(reply) : new Seen.Stale<>());
        }
        return new RelatedRows(reads, naming)
                .fill(reach, query.branches(), models)
                .map(filled -> new Seen.Current<>(reply(page, models, naming)));
    }

    private static ApiReply reply(Pages.Page page, Map<String, JsonObject> models, Naming naming) {
        JsonArray rows = new JsonArray();
        models.values().forEach(rows::add);
        return ApiReply.json(200, new JsonObject().put("total", page.total()).put(naming.name("rows"), rows));
    }

    Future<ApiReply> find(ApiRequest request) {
        String id = request.parameters().id("rowId");
        Naming naming = Naming.of(request);
        Query asked = QueryParser.parse(request.parameters().queries());
        return reaching(
                request,
                asked,
                (reads, reach, query, access) -> RowStore.find(reads, reach.table(), Compiler.row(query, id))
                        .compose(seen -> switch (seen) {
                            case Seen.Stale<Optional<StoredRow>> stale -> Future.succeededFuture(new Seen.Stale<>());
                            case Seen.Current<Optional<StoredRow>>(Optional<StoredRow> row) -> {
                                StoredRow found = row.filter(each -> access.mayRead(each.permissions()))
                                        .orElseThrow(() -> DatabaseProblems.rowNotFound(id));
                                JsonObject model = RowReader.model(reach.table(), found, naming);
                                yield new RelatedRows(reads, naming)
                                        .fill(reach, query.branches(), Map.of(id, model))
                                        .map(filled -> new Seen.Current<>(ApiReply.json(200, model)));
                            }
                        }));
    }

    /** Does work with a request's query, checked against the table and those that it reaches from there. */
    private Future<ApiReply> reaching(ApiRequest request, Query query, Work work) {
        return look(request, (reads, table) -> {
            Access access = Access.to(table, request.caller());
            UsedTables used = new UsedTables(catalogue);
            Query embedding = embedding(request, table, query);
            return used.checking(Reach.of(table, embedding, request.caller(), used)
                    .compose(reach -> work.answer(reads, reach, Validation.check(embedding, reach.shape()), access))
                    .compose(used::current));
        });
    }

    /** Looks at the rows that there are, or, where the request names a transaction, at those that there would be. */
    private Future<ApiReply> look(ApiRequest request, BiFunction<Reads, Table, Future<Seen<ApiReply>>> work) {
        TableId id = TableId.of(request);
        Optional<String> named = RowRequests.transaction(request);
        return named.isEmpty()
                ? catalogue.with(id, table -> work.apply(Reads.of(region.database()), table))
                : region.workflows()
                        .run(() -> requests.staging().look(request, named.get(), transaction -> {
                            Table table = transaction.table(id);
                            return switch (await(work.apply(transaction.open()::read, table))) {
                                case Seen.Current<ApiReply>(ApiReply reply) -> reply;
                                case Seen.Stale<ApiReply> stale -> throw new StaleTable(table);
                            };
                        }));
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
}
