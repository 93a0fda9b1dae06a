package dev.meridian.region.databases.rows;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.query.Branch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Does what requests ask of rows: at once, or, where they name a transaction, staged in that. */
final class RowRequests {

    private final RegionContext region;
    private final RowTransactions transactions;
    private final RowOperations operations;
    private final Staging staging;

    RowRequests(RegionContext region, RowTransactions transactions, RowOperations operations, Staging staging) {
        this.region = region;
        this.transactions = transactions;
        this.operations = operations;
        this.staging = staging;
    }

    /** ID of the transaction that a request names. */
    static Optional<String> transaction(ApiRequest request) {
        return request.parameters().optionalText("transactionId", 36).filter(id -> !id.isEmpty());
    }

    Staging staging() {
        return staging;
    }

    ApiReply answer(ApiRequest request, RowOperation operation) {
        Optional<String> transaction = transaction(request);
        if (transaction.isPresent()) {
            return staging.stage(
                    request,
                    transaction.get(),
                    TableId.of(request),
                    operation,
                    (staged, table, done) -> reply(request, staged, table, operation, done));
        }
        return switch (operation.identified(region.node().ids())) {
            case RowOperation.Upsert upsert -> RowChanges.againIfMade(() -> run(request, upsert));
            case RowOperation.UpsertAll upsert -> RowChanges.againIfMade(() -> run(request, upsert));
            case RowOperation other -> run(request, other);
        };
    }

    private ApiReply run(ApiRequest request, RowOperation operation) {
        TableId id = TableId.of(request);
        Author author = Author.of(request);
        return transactions.run(transaction -> {
            Table table = transaction.table(id);
            Done done = operations.apply(transaction, table, author, region::now, operation);
            return reply(request, transaction, table, operation, done);
        });
    }

    private static ApiReply reply(
            ApiRequest request, RowTransaction transaction, Table table, RowOperation operation, Done done) {
        Naming naming = Naming.of(request);
        return switch (operation) {
            case RowOperation.Create create -> one(201, request, transaction, table, done);
            case RowOperation.Upsert upsert -> one(201, request, transaction, table, done);
            case RowOperation.Update update -> one(200, request, transaction, table, done);
            case RowOperation.Add add -> one(200, request, transaction, table, done);
            case RowOperation.Delete delete -> ApiReply.empty();
            case RowOperation.CreateAll create -> all(201, naming, table, done);
            case RowOperation.UpsertAll upsert -> all(201, naming, table, done);
            case RowOperation.UpdateAll update -> all(200, naming, table, done);
            case RowOperation.DeleteAll delete -> all(200, naming, table, done);
        };
    }

    /** With the tied rows that the request had to do with. */
    private static ApiReply one(int status, ApiRequest request, RowTransaction transaction, Table table, Done done) {
        Naming naming = Naming.of(request);
        StoredRow row = done.rows().getFirst();
        JsonObject model = RowReader.model(table, row, naming);
        if (!done.touched().isEmpty()) {
            Reach reach = transaction.reach(table, done.touched(), request.caller());
            transaction.fill(reach, Branch.named(reach.shape(), done.touched()), Map.of(row.id(), model), naming);
        }
        return ApiReply.json(status, model);
    }

    private static ApiReply all(int status, Naming naming, Table table, Done done) {
        JsonArray models = new JsonArray();
        done.rows().forEach(row -> models.add(RowReader.model(table, row, naming)));
        return ApiReply.json(status, new JsonObject().put("total", done.total()).put(naming.name("rows"), models));
    }
}
