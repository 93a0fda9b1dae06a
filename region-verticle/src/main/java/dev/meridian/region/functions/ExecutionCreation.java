package dev.meridian.region.functions;

import dev.meridian.core.http.RequestHead;
import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.outbound.Hops;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.visit.Trigger;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * {@code POST /v1/functions/{functionId}/executions}: runs a function for a caller who waits, or has it run soon or at a
 * time (contract section 8.2).
 */
final class ExecutionCreation {

    private static final Duration LEAST_AHEAD = Duration.ofMinutes(1);
    private static final Duration MOST_AHEAD = Duration.ofDays(3_660);

    private final Executions executions;
    private final ExecutionQueue queue;
    private final QueueWorker worker;
    private final Ids ids;
    private final InstantSource clock;

    ExecutionCreation(Executions executions, ExecutionQueue queue, QueueWorker worker, Ids ids, InstantSource clock) {
        this.executions = executions;
        this.queue = queue;
        this.worker = worker;
        this.ids = ids;
        this.clock = clock;
    }

    Future<ApiReply> create(ApiRequest request) {
        RequestHead head = request.head();
        Parameters parameters = request.parameters();
        boolean isAsync = parameters.flag("async", false);
        Optional<Instant> scheduledAt = scheduledAt(parameters, isAsync);
        Call call = new Call(
                request.project(),
                request.path("functionId"),
                asked(parameters).through(head.header(Hops.HEADER)),
                Sender.of(
                        request.caller(),
                        head.scheme(),
                        head.authority(),
                        request.exchange().provenance().clientAddress()));
        return isAsync ? later(request, call, scheduledAt) : now(request, call);
    }

    private Future<ApiReply> now(ApiRequest request, Call call) {
        return executions
                .run(call, request.caller(), request.exchange().deadline())
                .map(done -> ApiReply.json(201, model(done, request.caller().isPrivileged())));
    }

    private Future<ApiReply> later(ApiRequest request, Call call, Optional<Instant> scheduledAt) {
        int depth = request.caller().depth();
        Trigger trigger = scheduledAt.isPresent() ? new Trigger("schedule", "", depth) : Trigger.http(depth);
        return executions
                .check(call, request.caller())
                .compose(deployment ->
                        queue.add(new QueuedExecution(ids.unique(), trigger, call), deployment, scheduledAt))
                .onSuccess(added -> worker.wake())
                .map(row ->
                        ApiReply.json(202, Execution.model(row, request.caller().isPrivileged())));
    }

    private Optional<Instant> scheduledAt(Parameters parameters, boolean isAsync) {
        Optional<Instant> asked = parameters.instant("scheduledAt");
        asked.ifPresent(at -> {
            if (!isAsync) {
                throw Problem.of(
                        ProblemType.BAD_REQUEST,
                        "Scheduled executions must run asynchronously. Set async to true, or leave scheduledAt out.");
            }
            Instant now = clock.instant();
            if (at.isBefore(now.plus(LEAST_AHEAD))
                    || at.isAfter(now.plus(MOST_AHEAD))
                    || !at.equals(at.truncatedTo(ChronoUnit.MINUTES))) {
                throw Invalid.parameter(
                        "scheduledAt", "Value must be a whole minute, at least one minute and at most ten years ahead");
            }
        });
        return asked;
    }

    private static Asked asked(Parameters parameters) {
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
                .put("responseHeaders", ExecutionStore.lines(executed.answer().headers()))
                .put("logs", isOwner ? done.getLogs() : "")
                .put("errors", isOwner ? done.getErrors() : "")
                .put("duration", done.getDurationSeconds());
    }
}
