package dev.meridian.region.functions;

import com.google.protobuf.UnsafeByteOperations;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.time.Deadline;
import dev.meridian.proto.functions.v1.FunctionsGrpcService;
import dev.meridian.proto.functions.v1.HeaderLine;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Query;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code functions.v1.Functions}: runs functions for callers who prove themselves by metadata, with the same rights and
 * the same records as over HTTP. A refusal's status message begins with the contract's error type.
 */
final class FunctionsDoor {

    private static final Logger log = LoggerFactory.getLogger(FunctionsDoor.class);

    private final Gate gate;
    private final Executions executions;

    private FunctionsDoor(Gate gate, Executions executions) {
        this.gate = gate;
        this.executions = executions;
    }

    static Service service(Gate gate, Executions executions) {
        FunctionsDoor door = new FunctionsDoor(gate, executions);
        return Service.service(FunctionsGrpcService.SERVICE_NAME, FunctionsGrpcService.SERVICE_DESCRIPTOR)
                .bind(FunctionsGrpcService.Invoke, door::invoke)
                .build();
    }

    private void invoke(GrpcServerRequest<InvokeRequest, InvokeResponse> call) {
        call.handler(request -> answer(call, request)
                .onSuccess(response -> call.response().end(response))
                .onFailure(failure -> refuse(call, failure)));
    }

    private Future<InvokeResponse> answer(
            GrpcServerRequest<InvokeRequest, InvokeResponse> call, InvokeRequest request) {
        RequestHead head =
                new RequestHead(HttpMethod.POST, "http", "", "/" + call.fullMethodName(), call.headers(), -1);
        Deadline deadline = call.timeout() > 0 ? Deadline.ofRemainingMillis(call.timeout()) : Deadline.NEVER;
        String address = call.connection().remoteAddress().hostAddress();
        return gate.admit(head, Query.parse(""), Optional.empty())
                .compose(admission -> {
                    admission.caller().require(ExecutionRoutes.WRITE);
                    Sender sender = new Sender(admission.caller(), "http", "", address, deadline);
                    return executions.run(admission.project(), request.getFunctionId(), Asked.of(request), sender);
                })
                .map(FunctionsDoor::response);
    }

    private static InvokeResponse response(Executions.Executed executed) {
        InvokeResponse.Builder response = InvokeResponse.newBuilder()
                .setStatus(executed.answer().status())
                .setBody(
                        UnsafeByteOperations.unsafeWrap(executed.answer().body().getBytes()))
                .setExecutionId(executed.record().getExecutionId())
                .setExecutedAt(executed.record().getExecutedAt())
                .setDurationSeconds(executed.record().getDurationSeconds());
        executed.answer()
                .headers()
                .forEach(line -> response.addHeaders(
                        HeaderLine.newBuilder().setName(line.name()).setValue(line.value())));
        return response.build();
    }

    private static void refuse(GrpcServerRequest<InvokeRequest, InvokeResponse> call, Throwable failure) {
        Problem problem = Problem.from(failure);
        if (problem.type().status() >= 500) {
            log.atError().setCause(failure).log("A function could not be executed");
        }
        call.response()
                .status(status(problem.type().status()))
                .statusMessage(problem.type().name() + ": " + problem.text())
                .end();
    }

    /** The gRPC status that says nearest what an HTTP status says. */
    private static GrpcStatus status(int http) {
        return switch (http) {
            case 400 -> GrpcStatus.INVALID_ARGUMENT;
            case 401 -> GrpcStatus.UNAUTHENTICATED;
            case 403 -> GrpcStatus.PERMISSION_DENIED;
            case 404 -> GrpcStatus.NOT_FOUND;
            case 408 -> GrpcStatus.DEADLINE_EXCEEDED;
            case 413, 429 -> GrpcStatus.RESOURCE_EXHAUSTED;
            case 503 -> GrpcStatus.UNAVAILABLE;
            default -> GrpcStatus.INTERNAL;
        };
    }
}
