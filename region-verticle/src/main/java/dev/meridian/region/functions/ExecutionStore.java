package dev.meridian.region.functions;

import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.RecordHeader;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Execution records in the database. */
final class ExecutionStore {

    /** What is kept of headers (contract section 8.2). */
    private static final Set<String> KEPT =
            Set.of("content-type", "user-agent", "content-length", "host", "x-appwrite-client-ip");

    private static final int MOST_LOGGED = 1_000_000;

    private static final String ONE = " where project_id = $1 and function_id = $2 and execution_id = $3";

    private static final String ADD = """
            insert into meridian.execution (project_id, function_id, execution_id, deployment_id, permissions, trigger,
              status, executed_at, request_method, request_path, request_headers, response_status, response_headers,
              logs, errors, duration, created_at, updated_at)
            select project_id, function_id, execution_id, deployment_id, $1::text[], trigger, status, executed_at,
              method, path, request_headers, response_status, response_headers, logs, errors, duration, started_at,
              started_at
              from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[], $12::int[], $13::text[], $14::text[], $15::text[],
                $16::float8[], $17::timestamptz[]) with ordinality
                as told (project_id, function_id, execution_id, deployment_id, trigger, status, executed_at, method,
                  path, request_headers, response_status, response_headers, logs, errors, duration, started_at, place)
             where exists (select 1 from meridian.function as known
               where known.project_id = told.project_id and known.function_id = told.function_id)
             order by place
            on conflict do nothing
            returning project_id, function_id, execution_id
            """;

    private final Database database;
    private final Consumer<ExecutionRecord> kept;

    /** @param kept told of each that was not known before, once it is kept */
    ExecutionStore(Database database, Consumer<ExecutionRecord> kept) {
        this.database = database;
        this.kept = kept;
    }

    Database database() {
        return database;
    }

    /** Keeps records that nodes report; one that is known, or whose function is gone, is passed over. */
    Future<Void> report(List<ExecutionRecord> records) {
        return records.isEmpty() ? Future.succeededFuture() : add(records, List.of());
    }

    /** Keeps an execution of this region's own. */
    Future<Void> add(ExecutionRecord execution, List<String> permissions) {
        return add(List.of(execution), permissions);
    }

    private Future<Void> add(List<ExecutionRecord> executions, List<String> permissions) {
        return database.transaction(
                        connection -> connection.preparedQuery(ADD).execute(values(executions, permissions)))
                .onSuccess(rows -> fresh(executions, rows).forEach(kept))
                .mapEmpty();
    }

    /** Those that were not known before, each once. */
    private static List<ExecutionRecord> fresh(List<ExecutionRecord> executions, RowSet<Row> added) {
        Set<List<String>> keys = new HashSet<>();
        for (Row row : added) {
            keys.add(List.of(row.getString("project_id"), row.getString("function_id"), row.getString("execution_id")));
        }
        return executions.stream()
                .filter(it -> keys.remove(List.of(it.getProjectId(), it.getFunctionId(), it.getExecutionId())))
                .toList();
    }

    private static Tuple values(List<ExecutionRecord> executions, List<String> permissions) {
        return Tuple.tuple()
                .addArrayOfString(permissions.toArray(String[]::new))
                .addArrayOfString(texts(executions, ExecutionRecord::getProjectId))
                .addArrayOfString(texts(executions, ExecutionRecord::getFunctionId))
                .addArrayOfString(texts(executions, ExecutionRecord::getExecutionId))
                .addArrayOfString(texts(executions, ExecutionRecord::getDeploymentId))
                .addArrayOfString(texts(executions, ExecutionRecord::getTrigger))
                .addArrayOfString(texts(executions, ExecutionStore::status))
                .addArrayOfString(texts(executions, ExecutionRecord::getExecutedAt))
                .addArrayOfString(texts(executions, ExecutionRecord::getMethod))
                .addArrayOfString(texts(executions, ExecutionRecord::getPath))
                .addArrayOfString(
                        texts(executions, it -> kept(it.getRequestHeadersList()).encode()))
                .addArrayOfInteger(
                        executions.stream().map(ExecutionRecord::getStatus).toArray(Integer[]::new))
                .addArrayOfString(texts(
                        executions, it -> kept(it.getResponseHeadersList()).encode()))
                .addArrayOfString(texts(executions, it -> tail(it.getLogs())))
                .addArrayOfString(texts(executions, it -> tail(it.getErrors())))
                .addArrayOfDouble(executions.stream()
                        .map(ExecutionRecord::getDurationSeconds)
                        .toArray(Double[]::new))
                .addArrayOfOffsetDateTime(executions.stream()
                        .map(it -> Instant.ofEpochMilli(it.getStartedAtMillis()).atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new));
    }

    private static String[] texts(List<ExecutionRecord> executions, Function<ExecutionRecord, String> text) {
        return executions.stream().map(text).toArray(String[]::new);
    }

    static String status(ExecutionRecord execution) {
        return execution.getFailed() || execution.getStatus() >= 500 ? "failed" : "completed";
    }

    /**
     * Removes a record, and what is scheduled with it. Fails with {@code execution_not_found}, or with
     * {@code execution_in_progress} for one that is run or about to be.
     */
    Future<Void> delete(String project, String function, String id) {
        return database.write(
                        "delete from meridian.execution" + ONE + " and status not in ('waiting', 'processing')"
                                + " returning 1",
                        project,
                        function,
                        id)
                .compose(rows -> rows.size() > 0
                        ? Future.succeededFuture()
                        : find(project, function, id)
                                .compose(there -> Future.failedFuture(FunctionProblems.isInProgress())));
    }

    /** Fails with {@code execution_not_found}. */
    Future<Row> find(String project, String function, String id) {
        return database.read("select * from meridian.execution" + ONE, project, function, id)
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw FunctionProblems.noExecution();
                    }
                    return rows.iterator().next();
                });
    }

    /** As {@link #kept}, of a request that has not been run. */
    static JsonArray keptLines(List<HeaderLine> headers) {
        return lines(headers.stream().filter(line -> KEPT.contains(line.name())).toList());
    }

    static JsonArray lines(List<HeaderLine> headers) {
        JsonArray lines = new JsonArray();
        headers.forEach(
                line -> lines.add(new JsonObject().put("name", line.name()).put("value", line.value())));
        return lines;
    }

    /** The headers that a record keeps. */
    static JsonArray kept(List<RecordHeader> headers) {
        return all(headers.stream()
                .filter(header -> KEPT.contains(header.getName()))
                .toList());
    }

    static JsonArray all(List<RecordHeader> headers) {
        JsonArray all = new JsonArray();
        headers.forEach(
                header -> all.add(new JsonObject().put("name", header.getName()).put("value", header.getValue())));
        return all;
    }

    /** The end of a log, without the character that PostgreSQL's text cannot hold. */
    static String tail(String log) {
        return log.substring(Math.max(0, log.length() - MOST_LOGGED)).replace("\0", "");
    }
}
