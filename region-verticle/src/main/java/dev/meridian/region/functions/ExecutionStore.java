package dev.meridian.region.functions;

import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.RecordHeader;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17
             where exists (select 1 from meridian.function where project_id = $1 and function_id = $2)
            on conflict do nothing
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
        return database.transaction(connection -> {
                    List<ExecutionRecord> fresh = new ArrayList<>();
                    return InTurn.each(
                                    records,
                                    execution -> add(connection, execution, List.of())
                                            .onSuccess(isFresh -> {
                                                if (isFresh) {
                                                    fresh.add(execution);
                                                }
                                            })
                                            .mapEmpty())
                            .map(fresh);
                })
                .onSuccess(fresh -> fresh.forEach(kept))
                .mapEmpty();
    }

    /** Keeps an execution of this region's own. */
    Future<Void> add(ExecutionRecord execution, List<String> permissions) {
        return database.transaction(connection -> add(connection, execution, permissions))
                .onSuccess(isFresh -> {
                    if (isFresh) {
                        kept.accept(execution);
                    }
                })
                .mapEmpty();
    }

    /** @return whether it was not known before */
    private static Future<Boolean> add(SqlConnection connection, ExecutionRecord execution, List<String> permissions) {
        return connection
                .preparedQuery(ADD)
                .execute(Tuple.of(
                                execution.getProjectId(),
                                execution.getFunctionId(),
                                execution.getExecutionId(),
                                execution.getDeploymentId())
                        .addArrayOfString(permissions.toArray(String[]::new))
                        .addString(execution.getTrigger())
                        .addString(status(execution))
                        .addString(execution.getExecutedAt())
                        .addString(execution.getMethod())
                        .addString(execution.getPath())
                        .addString(kept(execution.getRequestHeadersList()).encode())
                        .addInteger(execution.getStatus())
                        .addString(kept(execution.getResponseHeadersList()).encode())
                        .addString(tail(execution.getLogs()))
                        .addString(tail(execution.getErrors()))
                        .addDouble(execution.getDurationSeconds())
                        .addOffsetDateTime(Instant.ofEpochMilli(execution.getStartedAtMillis())
                                .atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
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
