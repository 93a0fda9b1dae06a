package dev.meridian.region.functions;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Routes;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What has been executed, over HTTP. Users see their own executions, without logs. */
final class ExecutionRoutes {

    private static final String EXECUTIONS = "/v1/functions/{functionId}/executions";

    /** Any of these lets a caller execute. */
    static final Set<String> WRITE = Set.of("executions.write", "execution.write");

    /** A body of 10 MiB as JSON text, with what stands beside it. */
    private static final int MOST_BODY = 24 << 20;

    private final FunctionStore functions;
    private final ExecutionStore executions;
    private final ExecutionCreation creation;

    ExecutionRoutes(FunctionStore functions, ExecutionStore executions, ExecutionCreation creation) {
        this.functions = functions;
        this.executions = executions;
        this.creation = creation;
    }

    void declare(Routes routes) {
        routes.post(EXECUTIONS)
                .scope(WRITE.toArray(String[]::new))
                .maxBody(MOST_BODY)
                .on(creation::create);
        routes.get(EXECUTIONS).scope("executions.read", "execution.read").on(this::list);
        routes.get(EXECUTIONS + "/{executionId}")
                .scope("executions.read", "execution.read")
                .on(this::one);
        routes.delete(EXECUTIONS + "/{executionId}")
                .scope(WRITE.toArray(String[]::new))
                .on(this::delete);
    }

    private Future<ApiReply> list(ApiRequest request) {
        Caller caller = request.caller();
        Visibility visibility = caller.isPrivileged()
                ? new Visibility.Everything()
                : new Visibility.Granted(new Identifier("permissions"), reading(caller));
        return functions.find(request.project(), request.path("functionId")).compose(function -> {
            TableShape shape = Execution.SHAPE
                    .pinned("project_id", ValueType.STRING, request.project())
                    .pinned("function_id", ValueType.STRING, function.id());
            return Listing.of(executions.database(), shape, visibility, request.parameters())
                    .map(listing -> ApiReply.json(
                            200, listing.model("executions", row -> Execution.model(row, caller.isPrivileged()))));
        });
    }

    private Future<ApiReply> one(ApiRequest request) {
        Caller caller = request.caller();
        return executions
                .find(request.project(), request.path("functionId"), request.path("executionId"))
                .map(row -> {
                    if (!mayRead(row, caller)) {
                        throw FunctionProblems.noExecution();
                    }
                    return ApiReply.json(200, Execution.model(row, caller.isPrivileged()));
                });
    }

    /** For keys and administrators, though everybody who may execute holds the scope. */
    private Future<ApiReply> delete(ApiRequest request) {
        if (!request.caller().isPrivileged()) {
            return Future.failedFuture(FunctionProblems.unauthorized());
        }
        return executions
                .delete(request.project(), request.path("functionId"), request.path("executionId"))
                .map(deleted -> ApiReply.empty());
    }

    private static boolean mayRead(Row row, Caller caller) {
        return caller.isPrivileged()
                || reading(caller).stream().anyMatch(Arrays.asList(row.getArrayOfStrings("permissions"))::contains);
    }

    private static List<String> reading(Caller caller) {
        return caller.roles().stream().map(role -> "read(\"" + role + "\")").toList();
    }
}
