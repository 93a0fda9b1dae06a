package dev.meridian.region.databases.rows;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.rows.BulkParameters.Wanted;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.rows.RowStore.Draft;
import dev.meridian.region.databases.tables.Catalogue;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.CheckedQuery;
import dev.meridian.region.query.Filter;
import dev.meridian.region.query.Literal;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.Query.Cursor;
import dev.meridian.region.query.Query.Selection;
import dev.meridian.region.query.Validation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Several rows in one request, by servers only: all of it happens or none (contract section 5, "Bulk"). */
final class RowsBulk {

    private final RegionContext region;
    private final Catalogue catalogue;
    private final RowChanges changes;
    private final RowBatches batches;

    RowsBulk(RegionContext region, Catalogue catalogue, RowChanges changes, RowBatches batches) {
        this.region = region;
        this.catalogue = catalogue;
        this.changes = changes;
        this.batches = batches;
    }

    /** Called on the event loop that single rows are created on. */
    Future<ApiReply> create(ApiRequest request) {
        checkCaller(request);
        BulkParameters.checkOnlyRows(request.parameters(), Naming.of(request));
        List<Wanted> wanted = BulkParameters.rows(
                request.parameters(), Naming.of(request), region.node().ids());
        return region.workflows()
                .run(() -> run(request, 201, (transaction, table) -> {
                    List<StoredRow> rows = insert(transaction, table, request, wanted);
                    batches.tell(transaction, table, rows, "create", Cause.of(request.caller()));
                    return rows;
                }));
    }

    ApiReply update(ApiRequest request) {
        checkCaller(request);
        RowChanges.checkNoTransaction(request);
        Asked asked = BulkParameters.data(request.parameters());
        Query query = BulkParameters.query(request.parameters());
        return run(request, 200, (transaction, table) -> {
            List<StoredRow> found = found(transaction, table, query);
            return merge(transaction, table, request, "update", found, row -> asked);
        });
    }

    ApiReply upsert(ApiRequest request) {
        checkCaller(request);
        RowChanges.checkNoTransaction(request);
        List<Wanted> wanted = BulkParameters.rows(
                request.parameters(), Naming.of(request), region.node().ids());
        if (wanted.stream().map(Wanted::id).distinct().count() < wanted.size()) {
            throw DatabaseProblems.rowExists();
        }
        return RowChanges.againIfMade(() -> upsert(request, wanted));
    }

    private ApiReply upsert(ApiRequest request, List<Wanted> wanted) {
        Map<String, Asked> byId = wanted.stream().collect(Collectors.toMap(Wanted::id, Wanted::asked));
        return run(request, 201, (transaction, table) -> {
            List<StoredRow> found = batches.locked(transaction, named(table, byId.keySet()));
            Map<String, StoredRow> rows = merge(
                            transaction,
                            table,
                            request,
                            "upsert",
                            found,
                            row -> Objects.requireNonNull(byId.get(row.id())))
                    .stream()
                    .collect(Collectors.toMap(StoredRow::id, Function.identity()));
            List<Wanted> absent =
                    wanted.stream().filter(one -> !rows.containsKey(one.id())).toList();
            List<StoredRow> made = insert(transaction, table, request, absent);
            batches.tell(transaction, table, made, "upsert", Cause.of(request.caller()));
            made.forEach(row -> rows.put(row.id(), row));
            return wanted.stream()
                    .map(one -> Objects.requireNonNull(rows.get(one.id())))
                    .toList();
        });
    }

    ApiReply delete(ApiRequest request) {
        checkCaller(request);
        RowChanges.checkNoTransaction(request);
        Query query = BulkParameters.query(request.parameters());
        return run(request, 200, (transaction, table) -> {
            List<StoredRow> found = found(transaction, table, query);
            found.forEach(row -> RowChanges.checkNotNewer(request, row));
            batches.delete(transaction, table, found);
            batches.tell(transaction, table, found, "delete", Cause.of(request.caller()));
            return found;
        });
    }

    private ApiReply run(ApiRequest request, int status, BiFunction<OpenTransaction, Table, List<StoredRow>> work) {
        return await(catalogue.with(
                TableId.of(request),
                table -> Future.succeededFuture(batches.steady(
                        table, transaction -> reply(request, table, work.apply(transaction, table), status)))));
    }

    private List<StoredRow> insert(OpenTransaction transaction, Table table, ApiRequest request, List<Wanted> wanted) {
        Access access = Access.to(table, request.caller());
        List<Draft> drafts = wanted.stream()
                .map(one -> changes.draft(table, access, one.id(), one.asked()))
                .toList();
        return batches.insert(transaction, table, drafts);
    }

    /** Answers every row, changed or not; only those that change are written and told of. */
    private List<StoredRow> merge(
            OpenTransaction transaction,
            Table table,
            ApiRequest request,
            String action,
            List<StoredRow> found,
            Function<StoredRow, Asked> asked) {
        List<StoredRow> after = new ArrayList<>();
        List<StoredRow> changed = new ArrayList<>();
        for (StoredRow before : found) {
            changes.merged(table, request, asked.apply(before), before)
                    .ifPresentOrElse(
                            row -> {
                                after.add(row);
                                changed.add(row);
                            },
                            () -> after.add(before));
        }
        batches.update(transaction, table, changed);
        batches.tell(transaction, table, changed, action, Cause.of(request.caller()));
        return after;
    }

    private List<StoredRow> found(OpenTransaction transaction, Table table, Query query) {
        List<StoredRow> found = batches.locked(transaction, Validation.check(query, table.shape()));
        if (found.size() > BulkParameters.MOST_ROWS) {
            throw Invalid.parameter(
                    "queries",
                    "They find more than " + BulkParameters.MOST_ROWS + " rows; add a limit of that many at most");
        }
        return found;
    }

    /** In the order of insertion, so that requests that meet lock the same rows in the same order. */
    private static CheckedQuery named(Table table, Iterable<String> ids) {
        List<Literal> values = new ArrayList<>();
        ids.forEach(id -> values.add(new Literal.Text(id)));
        Query query = new Query(
                List.of(new Filter.AnyOf("$id", values)),
                List.of(),
                false,
                new Selection.All(),
                new Cursor.None(),
                BulkParameters.MOST_ROWS,
                0);
        return Validation.check(query, table.shape());
    }

    private static ApiReply reply(ApiRequest request, Table table, List<StoredRow> rows, int status) {
        Naming naming = Naming.of(request);
        JsonArray models = new JsonArray();
        rows.forEach(row -> models.add(RowReader.model(table, row, naming)));
        return ApiReply.json(status, new JsonObject().put("total", rows.size()).put(naming.name("rows"), models));
    }

    private static void checkCaller(ApiRequest request) {
        if (!request.caller().isPrivileged()) {
            throw Problem.of(
                    ProblemType.UNAUTHORIZED_SCOPE,
                    request.caller().describe() + " may not write several rows at once; an API key may");
        }
    }
}
