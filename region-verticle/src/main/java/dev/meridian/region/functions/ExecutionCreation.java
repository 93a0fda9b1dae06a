package dev.meridian.region.functions;

import dev.meridian.core.http.Authority;
import dev.meridian.core.id.Ids;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.visit.Visit;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.RecordHeader;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code POST /v1/functions/{functionId}/executions}: runs a function for a caller who waits (contract section 8.2). */
final class ExecutionCreation {

    private static final int MOST_BODY = 10 << 20;
    private static final int MOST_HEADERS = 100;
    private static final Pattern HEADER = Pattern.compile("(?!x-appwrite-)[a-z0-9-]+", Pattern.CASE_INSENSITIVE);
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");

    private final FunctionStore functions;
    private final Runner runner;
    private final ExecutionStore executions;
    private final Ids ids;
    private final InstantSource clock;
    private final String site;

    ExecutionCreation(
            FunctionStore functions,
            Runner runner,
            ExecutionStore executions,
            Ids ids,
            InstantSource clock,
            String site) {
        this.functions = functions;
        this.runner = runner;
        this.executions = executions;
        this.ids = ids;
        this.clock = clock;
        this.site = site;
    }

    Future<ApiReply> create(ApiRequest request) {
        Asked asked = asked(request.parameters());
        Caller caller = request.caller();
        return functions
                .find(request.project(), request.path("functionId"))
                .compose(function -> {
                    if (!function.enabled() && !caller.isPrivileged()) {
                        throw FunctionProblems.noFunction();
                    }
                    if (!mayExecute(function, caller)) {
                        throw FunctionProblems.unauthorized();
                    }
                    return runner.ready(request.project(), function.id());
                })
                .compose(launch -> run(request, asked, launch));
    }

    private static boolean mayExecute(AppFunction function, Caller caller) {
        return caller.isPrivileged() || function.execute().stream().anyMatch(caller.roles()::contains);
    }

    private Future<ApiReply> run(ApiRequest request, Asked asked, Launch launch) {
        String id = ids.unique();
        Instant started = clock.instant();
        Invocation invocation = invocation(id, request, asked);
        return runner.run(launch, invocation).compose(outcome -> {
            ContractAnswer answer = ContractAnswer.of(outcome);
            ExecutionRecord done = done(id, asked, launch, started, invocation, outcome, answer);
            List<String> permissions = request.caller() instanceof Caller.User user
                    ? List.of("read(\"user:" + user.userId() + "\")")
                    : List.of();
            return executions
                    .add(done, permissions)
                    .map(kept -> ApiReply.json(
                            201,
                            model(done, permissions, answer, request.caller().isPrivileged())));
        });
    }

    private Invocation invocation(String id, ApiRequest request, Asked asked) {
        int query = asked.path().indexOf('?');
        List<HeaderLine> headers = new ArrayList<>(asked.headers());
        String user = request.caller() instanceof Caller.User someone ? someone.userId() : "";
        headers.add(new HeaderLine("x-appwrite-execution-id", id));
        headers.add(new HeaderLine("x-appwrite-trigger", "http"));
        headers.add(new HeaderLine("x-appwrite-user-id", user));
        headers.add(new HeaderLine(
                "x-appwrite-client-ip", request.exchange().provenance().clientAddress()));
        return new Invocation(
                id,
                asked.method(),
                request.head().scheme(),
                Authority.host(request.head().authority()),
                80,
                query < 0 ? asked.path() : asked.path().substring(0, query),
                query < 0 ? "" : asked.path().substring(query + 1),
                headers,
                Buffer.buffer(asked.body()),
                request.exchange().deadline().orWithin(Visit.LONGEST));
    }

    private ExecutionRecord done(
            String id,
            Asked asked,
            Launch launch,
            Instant started,
            Invocation invocation,
            Outcome outcome,
            ContractAnswer answer) {
        ExecutionRecord.Builder record = ExecutionRecord.newBuilder()
                .setExecutionId(id)
                .setProjectId(launch.key().tenant())
                .setFunctionId(launch.key().function())
                .setDeploymentId(launch.key().deployment())
                .setExecutedAt("region:" + site)
                .setTrigger("http")
                .setMethod(asked.method())
                .setPath(invocation.path())
                .setStatus(answer.status())
                .setLogs(outcome.logs())
                .setErrors(
                        outcome instanceof Outcome.Failed failed
                                        && failed.errors().isEmpty()
                                ? failed.message()
                                : outcome.errors())
                .setDurationSeconds(outcome.duration().toNanos() / 1e9)
                .setStartedAtMillis(started.toEpochMilli())
                .setFailed(outcome instanceof Outcome.Failed || answer.status() >= 500);
        invocation.headers().forEach(line -> record.addRequestHeaders(header(line)));
        answer.headers().forEach(line -> record.addResponseHeaders(header(line)));
        return record.build();
    }

    private static RecordHeader header(HeaderLine line) {
        return RecordHeader.newBuilder()
                .setName(line.name())
                .setValue(line.value())
                .build();
    }

    private static JsonObject model(
            ExecutionRecord done, List<String> permissions, ContractAnswer answer, boolean isOwner) {
        String at = Timestamps.format(Instant.ofEpochMilli(done.getStartedAtMillis()));
        return new JsonObject()
                .put("$id", done.getExecutionId())
                .put("$createdAt", at)
                .put("$updatedAt", at)
                .put("$permissions", new JsonArray(permissions))
                .put("functionId", done.getFunctionId())
                .put("resourceId", done.getFunctionId())
                .put("resourceType", "functions")
                .put("deploymentId", done.getDeploymentId())
                .put("trigger", done.getTrigger())
                .put("status", done.getFailed() ? "failed" : "completed")
                .put("requestMethod", done.getMethod())
                .put("requestPath", done.getPath())
                .put("requestHeaders", ExecutionStore.kept(done.getRequestHeadersList()))
                .put("responseStatusCode", done.getStatus())
                .put("responseBody", answer.body().toString(StandardCharsets.UTF_8))
                .put("responseHeaders", ExecutionStore.all(done.getResponseHeadersList()))
                .put("logs", isOwner ? done.getLogs() : "")
                .put("errors", isOwner ? done.getErrors() : "")
                .put("duration", done.getDurationSeconds());
    }

    private static Asked asked(Parameters parameters) {
        if (parameters.flag("async", false) || parameters.has("scheduledAt")) {
            throw Invalid.parameter(
                    parameters.has("scheduledAt") ? "scheduledAt" : "async",
                    "This version executes functions while the caller waits only");
        }
        String path = parameters.optionalText("path", 2_048).orElse("/");
        return new Asked(
                parameters.oneOf("method", METHODS).orElse("POST"),
                path.startsWith("/") ? path : "/" + path,
                headers(parameters),
                parameters.optionalText("body", MOST_BODY).orElse(""));
    }

    private static List<HeaderLine> headers(Parameters parameters) {
        JsonObject headers = parameters.object("headers").orElseGet(JsonObject::new);
        String rule = "The following headers are allowed: alphanumeric characters or hyphens, not starting with"
                + " x-appwrite-, at most " + MOST_HEADERS + " of them";
        List<HeaderLine> lines = new ArrayList<>();
        for (Map.Entry<String, Object> header : headers) {
            String value = String.valueOf(header.getValue());
            if (!HEADER.matcher(header.getKey()).matches()
                    || value.chars().anyMatch(Character::isISOControl)
                    || lines.size() == MOST_HEADERS) {
                throw Invalid.parameter("headers", rule);
            }
            lines.add(new HeaderLine(header.getKey().toLowerCase(Locale.ROOT), value));
        }
        return lines;
    }

    /** What the caller asked for, checked. */
    private record Asked(String method, String path, List<HeaderLine> headers, String body) {}
}
