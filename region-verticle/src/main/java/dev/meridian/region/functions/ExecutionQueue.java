package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.visit.Trigger;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Executions that wait to be run, in the database beside their records. One that is taken is held by a lease, and is never
 * given out again unless it is given back unbegun: what has no outcome when the lease ends has failed.
 *
 * <p>Bounds on what is under way are counted over all pods of a region; two that take at the same moment may pass them.
 */
final class ExecutionQueue {

    static final int MOST_UNDER_WAY = 16;
    static final int MOST_OF_ONE_FUNCTION = 4;
    static final int MOST_WAITING = 1_000;
    static final long MOST_BYTES = 256L << 20;

    static final String LOST = "The region was stopped while the function ran. It was not run again.";

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Those who add for one project do so in turn, so that the bounds hold. */
    private static final String IN_TURN = "select 1 from meridian.project where project_id = $1 for no key update";

    private static final String WAITING = """
            select count(*)::bigint as waiting, coalesce(sum(bytes), 0)::bigint as bytes from meridian.queued_execution
             where project_id = $1 and lease_until is null
            """;
    private static final String HOLD =
            "select 1 from meridian.function where project_id = $1 and function_id = $2 for key share";
    private static final String RECORD = """
            insert into meridian.execution (project_id, function_id, execution_id, deployment_id, permissions, trigger,
              status, executed_at, request_method, request_path, request_headers, response_status, response_headers,
              logs, errors, duration, scheduled_at, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, 0, '[]', '', '', 0, $11, $12, $12)
            on conflict do nothing returning *
            """;
    private static final String ADD = """
            insert into meridian.queued_execution (project_id, function_id, execution_id, method, path, headers, body,
              bytes, user_id, session_id, address, scheme, authority, due_at, event, depth)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """;

    /** First what has the fewest of its function before it, so that no backlog holds up others. */
    private static final String TAKE = """
            with under_way as (
              select project_id, function_id, count(*) as calls from meridian.queued_execution
               where lease_until is not null group by project_id, function_id),
            due as (
              select q.project_id, q.function_id, q.execution_id, q.due_at, coalesce(u.calls, 0) + row_number() over (
                       partition by q.project_id, q.function_id order by q.due_at, q.sequence) as place
                from meridian.queued_execution q
                left join under_way u on u.project_id = q.project_id and u.function_id = q.function_id
               where q.lease_until is null and q.due_at <= $1::timestamptz),
            chosen as (
              select q.project_id, q.function_id, q.execution_id
                from meridian.queued_execution q
                join due d on d.project_id = q.project_id and d.function_id = q.function_id
                 and d.execution_id = q.execution_id
               where q.lease_until is null and d.place <= $3::integer
               order by d.place, d.due_at
               limit greatest(0, $4::integer - (
                 select count(*) from meridian.queued_execution where lease_until is not null))
                 for update of q skip locked),
            taken as (
              update meridian.queued_execution q
                 set taken_by = $2, lease_until = $1::timestamptz + make_interval(secs => f.timeout_seconds + 60)
                from chosen c, meridian.function f
               where q.project_id = c.project_id and q.function_id = c.function_id
                 and q.execution_id = c.execution_id
                 and f.project_id = c.project_id and f.function_id = c.function_id
              returning q.*),
            begun as (
              update meridian.execution e set status = 'processing', updated_at = $1::timestamptz
                from taken t
               where e.project_id = t.project_id and e.function_id = t.function_id and e.execution_id = t.execution_id
              returning e.project_id, e.function_id, e.execution_id, e.trigger)
            select t.*, b.trigger
              from taken t
              join begun b on b.project_id = t.project_id and b.function_id = t.function_id
               and b.execution_id = t.execution_id
             order by t.due_at, t.sequence
            """;

    private static final String END = """
            with ended as (
              delete from meridian.queued_execution
               where project_id = $1 and function_id = $2 and execution_id = $3 and taken_by = $4 returning 1)
            update meridian.execution
               set deployment_id = $5, status = $6, executed_at = $7, request_headers = $8, response_status = $9,
                   response_headers = $10, logs = $11, errors = $12, duration = $13, updated_at = $14
             where project_id = $1 and function_id = $2 and execution_id = $3 and exists (select 1 from ended)
            """;
    private static final String FAIL = """
            with ended as (
              delete from meridian.queued_execution
               where project_id = $1 and function_id = $2 and execution_id = $3 and taken_by = $4 returning 1)
            update meridian.execution set status = 'failed', response_status = 500, errors = $5, updated_at = $6
             where project_id = $1 and function_id = $2 and execution_id = $3 and exists (select 1 from ended)
            """;
    private static final String GIVE_BACK = """
            with back as (
              update meridian.queued_execution set taken_by = '', lease_until = null, due_at = $5
               where project_id = $1 and function_id = $2 and execution_id = $3 and taken_by = $4 returning 1)
            update meridian.execution
               set status = case when scheduled_at is null then 'waiting' else 'scheduled' end
             where project_id = $1 and function_id = $2 and execution_id = $3 and exists (select 1 from back)
            """;
    private static final String GIVE_UP = """
            with lost as (
              delete from meridian.queued_execution
               where lease_until is not null and (lease_until < $1 or taken_by = $2)
              returning project_id, function_id, execution_id)
            update meridian.execution e
               set status = 'failed', response_status = 500, errors = $3, updated_at = $1
              from lost l
             where e.project_id = l.project_id and e.function_id = l.function_id and e.execution_id = l.execution_id
            """;

    private static final String FIGURES = """
            select count(*) filter (where lease_until is null)::bigint as waiting,
                   count(*) filter (where lease_until is null and due_at <= $1)::bigint as due,
                   count(*) filter (where lease_until is not null)::bigint as under_way,
                   (1000 * coalesce(extract(epoch from $1 - min(due_at)
                     filter (where lease_until is null and due_at <= $1)), 0))::bigint as oldest_millis
              from meridian.queued_execution
            """;

    private final Database database;
    private final InstantSource clock;
    private final String node;

    /** @param node name of this one, which its earlier processes had too */
    ExecutionQueue(Database database, InstantSource clock, String node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /**
     * Has it run at once, or at the time that is given. Answers its record; fails with {@code function_not_found}, or
     * with {@code general_rate_limit_exceeded} where the project has as many as it may.
     *
     * @param deployment ID of the one that is active now
     */
    Future<Row> add(QueuedExecution execution, String deployment, Optional<Instant> scheduledAt) {
        return database.transaction(connection -> add(connection, execution, deployment, scheduledAt))
                .map(Optional::orElseThrow);
    }

    /** As the other, in a transaction; nothing where an execution of the function has that ID. */
    Future<Optional<Row>> add(
            SqlConnection connection, QueuedExecution execution, String deployment, Optional<Instant> scheduledAt) {
        OffsetDateTime now = now();
        OffsetDateTime due = scheduledAt.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(now);
        String headers =
                ExecutionStore.lines(execution.call().asked().headers()).encode();
        long bytes = headers.length() + (long) execution.call().asked().body().length();
        return room(connection, execution.project(), bytes)
                .compose(there -> hold(connection, execution))
                .compose(held ->
                        connection.preparedQuery(RECORD).execute(record(execution, deployment, scheduledAt, now)))
                .compose(made -> made.size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : connection
                                .preparedQuery(ADD)
                                .execute(request(execution, headers, bytes, due))
                                .map(added -> Optional.of(made.iterator().next())));
    }

    private static Future<Void> room(SqlConnection connection, String project, long bytes) {
        return connection
                .preparedQuery(IN_TURN)
                .execute(Tuple.of(project))
                .compose(locked -> connection.preparedQuery(WAITING).execute(Tuple.of(project)))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getLong("waiting") >= MOST_WAITING || row.getLong("bytes") + bytes > MOST_BYTES) {
                        throw Problem.of(
                                ProblemType.RATE_LIMIT_EXCEEDED,
                                "The project has as many executions waiting as it may: " + MOST_WAITING + ", or "
                                        + (MOST_BYTES >> 20) + " MiB of them. Try again when some have been run.");
                    }
                    return null;
                });
    }

    /** Whoever deletes the function waits for this transaction, and then deletes what it added. */
    private static Future<Void> hold(SqlConnection connection, QueuedExecution execution) {
        return connection
                .preparedQuery(HOLD)
                .execute(Tuple.of(execution.project(), execution.function()))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw FunctionProblems.noFunction();
                    }
                    return null;
                });
    }

    private static Tuple record(
            QueuedExecution execution, String deployment, Optional<Instant> scheduledAt, OffsetDateTime now) {
        Asked asked = execution.call().asked();
        return key(execution)
                .addString(deployment)
                .addArrayOfString(execution.call().sender().readers().toArray(String[]::new))
                .addString(execution.trigger().word())
                .addString(scheduledAt.isPresent() ? "scheduled" : "waiting")
                .addString(asked.method())
                .addString(path(asked))
                .addString(ExecutionStore.keptLines(asked.headers()).encode())
                .addOffsetDateTime(
                        scheduledAt.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                .addOffsetDateTime(now);
    }

    /** As records show it: without the query. */
    private static String path(Asked asked) {
        int query = asked.path().indexOf('?');
        return query < 0 ? asked.path() : asked.path().substring(0, query);
    }

    private static Tuple request(QueuedExecution execution, String headers, long bytes, OffsetDateTime due) {
        Asked asked = execution.call().asked();
        Sender sender = execution.call().sender();
        return key(execution)
                .addString(asked.method())
                .addString(asked.path())
                .addString(headers)
                .addBuffer(asked.body())
                .addLong(bytes)
                .addString(sender.userId())
                .addString(sender.sessionId())
                .addString(sender.address())
                .addString(sender.scheme())
                .addString(sender.authority())
                .addOffsetDateTime(due)
                .addString(execution.trigger().event())
                .addInteger(execution.trigger().depth());
    }

    /** Takes what is due and may be begun; the records say then that they are processed. */
    Future<List<QueuedExecution>> take() {
        return database.write(TAKE, now(), node, MOST_OF_ONE_FUNCTION, MOST_UNDER_WAY)
                .map(ExecutionQueue::taken);
    }

    private static List<QueuedExecution> taken(RowSet<Row> rows) {
        List<QueuedExecution> taken = new ArrayList<>(rows.size());
        rows.forEach(row -> taken.add(of(row)));
        return taken;
    }

    private static QueuedExecution of(Row row) {
        return new QueuedExecution(
                row.getString("execution_id"),
                new Trigger(row.getString("trigger"), row.getString("event"), row.getInteger("depth")),
                new Call(
                        row.getString("project_id"),
                        row.getString("function_id"),
                        new Asked(
                                row.getString("method"),
                                row.getString("path"),
                                lines(row.getString("headers")),
                                row.getBuffer("body")),
                        new Sender(
                                row.getString("user_id"),
                                row.getString("session_id"),
                                row.getString("scheme"),
                                row.getString("authority"),
                                row.getString("address"))));
    }

    /** Keeps the outcome of what was taken; of no effect if it was given up or deleted. */
    Future<Void> end(QueuedExecution execution, ExecutionRecord record) {
        return database.transaction(connection -> connection
                        .preparedQuery(END)
                        .execute(key(execution)
                                .addString(node)
                                .addString(record.getDeploymentId())
                                .addString(ExecutionStore.status(record))
                                .addString(record.getExecutedAt())
                                .addString(ExecutionStore.kept(record.getRequestHeadersList())
                                        .encode())
                                .addInteger(record.getStatus())
                                .addString(ExecutionStore.kept(record.getResponseHeadersList())
                                        .encode())
                                .addString(ExecutionStore.tail(record.getLogs()))
                                .addString(ExecutionStore.tail(record.getErrors()))
                                .addDouble(record.getDurationSeconds())
                                .addOffsetDateTime(now())))
                .mapEmpty();
    }

    /** Has what was taken fail without a run, for the reason that is given. */
    Future<Void> fail(QueuedExecution execution, String reason) {
        return database.write(
                        FAIL,
                        execution.project(),
                        execution.function(),
                        execution.id(),
                        node,
                        ExecutionStore.tail(reason),
                        now())
                .mapEmpty();
    }

    /** Has what was taken and not begun wait again. */
    Future<Void> giveBack(QueuedExecution execution) {
        return database.write(
                        GIVE_BACK, execution.project(), execution.function(), execution.id(), node, now().plus(PAUSE))
                .mapEmpty();
    }

    /** Has fail what has no outcome though its lease has ended. */
    Future<Void> giveUpLost() {
        return database.write(GIVE_UP, now(), "", LOST).mapEmpty();
    }

    /** As {@link #giveUpLost}, and what earlier processes of this node had under way; before the first is taken. */
    Future<Void> giveUpEarlier() {
        return database.write(GIVE_UP, now(), node, LOST).mapEmpty();
    }

    Future<QueueMeters.Figures> figures() {
        return database.read(FIGURES, now()).map(rows -> {
            Row row = rows.iterator().next();
            return new QueueMeters.Figures(
                    row.getLong("waiting"), row.getLong("due"), row.getLong("under_way"), row.getLong("oldest_millis"));
        });
    }

    private static Tuple key(QueuedExecution execution) {
        return Tuple.of(execution.project(), execution.function(), execution.id());
    }

    private static List<HeaderLine> lines(String encoded) {
        List<HeaderLine> lines = new ArrayList<>();
        new JsonArray(encoded).forEach(line -> {
            JsonObject header = (JsonObject) line;
            lines.add(new HeaderLine(header.getString("name"), header.getString("value")));
        });
        return lines;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
