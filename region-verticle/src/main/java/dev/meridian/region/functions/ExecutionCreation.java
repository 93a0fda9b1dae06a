package dev.meridian.region.functions;

import dev.meridian.core.http.RequestHead;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** {@code POST /v1/functions/{functionId}/executions}: runs a function for a caller who waits (contract section 8.2). */
final class ExecutionCreation {

    private final Executions executions;

    ExecutionCreation(Executions executions) {
        this.executions = executions;
    }

    Future<ApiReply> create(ApiRequest request) {
        RequestHead head = request.head();
        Sender sender = new Sender(
                request.caller(),
                head.scheme(),
                head.authority(),
                request.exchange().provenance().clientAddress(),
                request.exchange().deadline());
        return executions
                .run(request.project(), request.path("functionId"), asked(request.parameters()), sender)
                .map(done -> ApiReply.json(201, model(done, request.caller().isPrivileged())));
    }

    private static Asked asked(Parameters parameters) {
        if (parameters.flag("async", false) || parameters.has("scheduledAt")) {
            throw Invalid.parameter(
                    parameters.has("scheduledAt") ? "scheduledAt" : "async",
                    "This version executes functions while the caller waits only");
        }
        return Asked.of(
                parameters.oneOf("method", Asked.METHODS).orElse("POST"),
                parameters.optionalText("path", Asked.LONGEST_PATH).orElse("/"),
                parameters.object("headers").orElseGet(JsonObject::new).getMap(),
                Buffer.buffer(parameters.content("body", Asked.MOST_BODY).orElse("")));
    }

    private static JsonObject model(Executions.Executed executed, boolean isOwner) {
        ExecutionRecord done = executed.record();
        String at = Timestamps.format(Instant.ofEpochMilli(done.getStartedAtMillis()));
        return new JsonObject()
                .put("$id", done.getExecutionId())
                .put("$createdAt", at)
                .put("$updatedAt", at)
                .put("$permissions", new JsonArray(executed.readers()))
                .put("functionId", done.getFunctionId())
                .put("resourceId", done.getFunctionId())
                .put("resourceType", "functions")
                .put("deploymentId", done.getDeploymentId())
                .put("trigger", done.getTrigger())
                .put("status", done.getFailed() ? "failed" : "completed")
                .put("requestMethod", done.getMethod())
                .put("requestPath", done.getPath())
                .put("requestHeaders", ExecutionStore.all(done.getRequestHeadersList()))
                .put("responseStatusCode", done.getStatus())
                .put("responseBody", executed.answer().body().toString(StandardCharsets.UTF_8))
                .put("responseHeaders", all(executed.answer().headers()))
                .put("logs", isOwner ? done.getLogs() : "")
                .put("errors", isOwner ? done.getErrors() : "")
                .put("duration", done.getDurationSeconds());
    }

    private static JsonArray all(List<HeaderLine> lines) {
        JsonArray all = new JsonArray();
        lines.forEach(line -> all.add(new JsonObject().put("name", line.name()).put("value", line.value())));
        return all;
    }
}
