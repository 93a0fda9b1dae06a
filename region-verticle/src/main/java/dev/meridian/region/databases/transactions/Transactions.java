package dev.meridian.region.databases.transactions;

import static io.vertx.core.Future.await;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.naming.Naming.BothRoutes;
import dev.meridian.region.databases.rows.OperationParameters;
import dev.meridian.region.databases.rows.OperationParameters.Addressed;
import dev.meridian.region.databases.rows.RowOperations;
import dev.meridian.region.databases.rows.RowTransactions;
import dev.meridian.region.databases.rows.Staging;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Transactions over HTTP. A user's are for that user and for servers, a server's for servers. */
public final class Transactions {

    private static final String ALL = Naming.DATABASES + "/transactions";
    private static final String ONE = ALL + "/{transactionId}";
    private static final String[] READ = {"rows.read", "documents.read"};
    private static final String[] WRITE = {"rows.write", "documents.write"};
    private static final int DEFAULT_SECONDS = 300;
    private static final String OPERATIONS_RULE =
            "Value must be an array of 1 to " + Transaction.MOST_OPERATIONS + " JSON objects";

    private final RegionContext region;
    private final StagedWork work;

    public Transactions(RegionContext region, RowTransactions rows, RowOperations operations) {
        this.region = region;
        this.work = new StagedWork(region, rows, operations);
    }

    /** For requests that name a transaction. */
    public Staging staging() {
        return work;
    }

    public void routes(BothRoutes routes) {
        routes.post(ALL).scope(WRITE).workflow(this::create);
        routes.get(ALL).scope(READ).workflow(this::list);
        routes.get(ONE).scope(READ).workflow(this::find);
        routes.patch(ONE).scope(WRITE).workflow(this::end);
        routes.delete(ONE).scope(WRITE).workflow(this::delete);
        routes.post(ONE + "/operations").scope(WRITE).workflow(this::stage);
    }

    private ApiReply create(ApiRequest request) {
        long seconds = request.parameters().integer("ttl", 60, 3_600).orElse((long) DEFAULT_SECONDS);
        String owner = owner(request);
        String id = region.node().ids().unique();
        OffsetDateTime now = region.now();
        Transaction made = OpenTransaction.run(
                region.database(),
                open -> TransactionStore.create(open, request.project(), id, owner, now, now.plusSeconds(seconds)));
        return ApiReply.json(201, made.model());
    }

    /** Guests have none: nothing would tell one from another when they come again. */
    private static String owner(ApiRequest request) {
        return TransactionStore.owner(request.caller())
                .orElseThrow(() -> DatabaseProblems.unauthorized("Guests have no transactions; sign in first."));
    }

    private ApiReply list(ApiRequest request) {
        String owner = owner(request);
        TableShape all = Transaction.SHAPE.pinned("project_id", ValueType.STRING, request.project());
        TableShape shape = request.caller().isPrivileged() ? all : all.pinned("owner", ValueType.STRING, owner);
        Listing page = await(Listing.of(region.database(), shape, new Visibility.Everything(), request.parameters()));
        return ApiReply.json(200, page.model("transactions", Transaction::model));
    }

    private ApiReply find(ApiRequest request) {
        Transaction found = OpenTransaction.run(
                region.database(),
                open -> TransactionStore.find(open, request.project(), id(request), request.caller()));
        return ApiReply.json(200, found.model());
    }

    private ApiReply delete(ApiRequest request) {
        return OpenTransaction.run(region.database(), open -> {
            TransactionStore.delete(
                    open, TransactionStore.lock(open, request.project(), id(request), request.caller()));
            return ApiReply.empty();
        });
    }

    private ApiReply end(ApiRequest request) {
        String id = id(request);
        boolean isCommit = request.parameters().flag("commit", false);
        if (isCommit == request.parameters().flag("rollback", false)) {
            throw Invalid.parameter("commit", "Exactly one of commit and rollback must be true");
        }
        Transaction ended = isCommit ? work.commit(request, id) : work.rollBack(request, id);
        return ApiReply.json(200, ended.model());
    }

    private ApiReply stage(ApiRequest request) {
        String id = id(request);
        Object given = request.parameters().raw("operations").orElseThrow(() -> Invalid.missing("operations"));
        if (!(given instanceof JsonArray array)
                || array.isEmpty()
                || array.size() > Transaction.MOST_OPERATIONS
                || !array.stream().allMatch(JsonObject.class::isInstance)) {
            throw Invalid.parameter("operations", OPERATIONS_RULE);
        }
        List<Addressed> operations = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            operations.add(OperationParameters.read(
                    request, array.getJsonObject(i), i + 1, region.node().ids()));
        }
        return ApiReply.json(201, work.stage(request, id, operations).model());
    }

    private static String id(ApiRequest request) {
        return request.parameters().id("transactionId");
    }

    /** Removes all of a project's. */
    public static Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.row_transaction where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }
}
