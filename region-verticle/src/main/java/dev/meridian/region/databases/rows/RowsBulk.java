package dev.meridian.region.databases.rows;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.rows.BulkParameters.Wanted;
import dev.meridian.region.databases.rows.BulkWrites.Done;
import dev.meridian.region.databases.rows.RowChanges.Asked;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.query.Query;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;

/** Several rows in one request, by servers only: all of it happens or none (contract section 5, "Bulk"). */
final class RowsBulk {

    private final RegionContext region;
    private final RowTransactions transactions;
    private final BulkWrites writes;

    RowsBulk(RegionContext region, RowTransactions transactions, BulkWrites writes) {
        this.region = region;
        this.transactions = transactions;
        this.writes = writes;
    }

    /** Called on the event loop that single rows are created on. */
    Future<ApiReply> create(ApiRequest request) {
        checkCaller(request);
        BulkParameters.checkOnlyRows(request.parameters(), Naming.of(request));
        List<Wanted> wanted = wanted(request);
        Author author = Author.of(request);
        return region.workflows()
                .run(() ->
                        run(request, 201, (transaction, table) -> writes.create(transaction, table, author, wanted)));
    }

    ApiReply update(ApiRequest request) {
        checkCaller(request);
        RowChanges.checkNoTransaction(request);
        Asked asked = BulkParameters.data(request.parameters());
        Query query = BulkParameters.query(request.parameters());
        Author author = Author.of(request);
        return run(request, 200, (transaction, table) -> writes.update(transaction, table, author, query, asked));
    }

    ApiReply upsert(ApiRequest request) {
        checkCaller(request);
        RowChanges.checkNoTransaction(request);
        List<Wanted> wanted = wanted(request);
        if (wanted.stream().map(Wanted::id).distinct().count() < wanted.size()) {
            throw DatabaseProblems.rowExists();
        }
        Author author = Author.of(request);
        return RowChanges.againIfMade(
                () -> run(request, 201, (transaction, table) -> writes.upsert(transaction, table, author, wanted)));
    }

    ApiReply delete(ApiRequest request) {
        checkCaller(request);
        RowChanges.checkNoTransaction(request);
        Query query = BulkParameters.query(request.parameters());
        Author author = Author.of(request);
        return run(request, 200, (transaction, table) -> writes.delete(transaction, table, author, query));
    }

    private List<Wanted> wanted(ApiRequest request) {
        return BulkParameters.rows(
                request.parameters(), Naming.of(request), region.node().ids());
    }

    private ApiReply run(ApiRequest request, int status, BiFunction<RowTransaction, Table, Done> work) {
        TableId id = TableId.of(request);
        return transactions.run(transaction -> {
            Table table = transaction.table(id);
            if (!table.relationships().isEmpty()) {
                throw DatabaseProblems.bulkOfRelated();
            }
            transaction.hold(table);
            return reply(request, table, work.apply(transaction, table), status);
        });
    }

    private static ApiReply reply(ApiRequest request, Table table, Done done, int status) {
        Naming naming = Naming.of(request);
        JsonArray models = new JsonArray();
        done.rows().forEach(row -> models.add(RowReader.model(table, row, naming)));
        return ApiReply.json(status, new JsonObject().put("total", done.total()).put(naming.name("rows"), models));
    }

    private static void checkCaller(ApiRequest request) {
        if (!request.caller().isPrivileged()) {
            throw Problem.of(
                    ProblemType.UNAUTHORIZED_SCOPE,
                    request.caller().describe() + " may not write several rows at once; an API key may");
        }
    }
}
