package dev.meridian.region.functions;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.visit.Asked;
import dev.meridian.functions.visit.Trigger;
import dev.meridian.region.cron.CronExpression;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When functions with a schedule are due, in the database. What is due is queued and its next time noted in one
 * transaction, under a row lock that other pods skip: each time counts once, whichever pod finds it.
 *
 * <p>Times that passed while no pod ran are one time: the function is run once, then when it is due next.
 */
final class Schedules {

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);

    /** When a project whose queue is full is tried again. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final String ONE = " where project_id = $1 and function_id = $2";

    /** A schedule that stays the same keeps its time: it may be due this very moment. */
    private static final String KEEP = """
            insert into meridian.function_schedule as s (project_id, function_id, schedule, next_at)
            values ($1, $2, $3, $4)
            on conflict (project_id, function_id) do update
               set schedule = excluded.schedule, next_at = excluded.next_at, passed_over = false
             where s.schedule <> excluded.schedule
            """;

    private static final String DUE = """
            select s.*, f.deployment_id, exists (
                     select 1 from meridian.deployment d
                      where d.project_id = f.project_id and d.owner_type = 'function' and d.owner_id = f.function_id
                        and d.deployment_id = f.deployment_id and d.status = 'ready') as is_ready
              from meridian.function_schedule s
              join meridian.function f on f.project_id = s.project_id and f.function_id = s.function_id
             where s.next_at <= $1 or s.next_at is null
             order by s.next_at limit 1
               for update of s skip locked
               for key share of f skip locked
            """;

    private final Database database;
    private final ExecutionQueue queue;
    private final QueueMeters meters;
    private final Ids ids;
    private final InstantSource clock;

    private record Due(
            String project,
            String function,
            String schedule,
            Optional<Instant> at,
            boolean isPassedOver,
            String deployment,
            boolean isReady) {

        static Due of(Row row) {
            return new Due(
                    row.getString("project_id"),
                    row.getString("function_id"),
                    row.getString("schedule"),
                    Optional.ofNullable(row.getOffsetDateTime("next_at")).map(OffsetDateTime::toInstant),
                    row.getBoolean("passed_over"),
                    row.getString("deployment_id"),
                    row.getBoolean("is_ready"));
        }
    }

    Schedules(Database database, ExecutionQueue queue, QueueMeters meters, Ids ids, InstantSource clock) {
        this.database = database;
        this.queue = queue;
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
    }

    /** Notes in the transaction of a function's change when it is due from now on. */
    static Future<Void> keep(SqlConnection transaction, String project, AppFunction function) {
        Optional<CronExpression> schedule =
                function.enabled() ? CronExpression.parse(function.schedule()) : Optional.empty();
        if (schedule.isEmpty()) {
            return transaction
                    .preparedQuery("delete from meridian.function_schedule" + ONE)
                    .execute(Tuple.of(project, function.id()))
                    .mapEmpty();
        }
        return transaction
                .preparedQuery(KEEP)
                .execute(Tuple.of(project, function.id(), function.schedule())
                        .addOffsetDateTime(orNever(schedule.get().after(function.updatedAt()))))
                .mapEmpty();
    }

    /** Queues one that is due; answers whether there was one. */
    Future<Boolean> queueDue() {
        Instant now = clock.instant();
        return database.transaction(transaction -> transaction
                .preparedQuery(DUE)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(false)
                        : queue(transaction, Due.of(rows.iterator().next()), now)
                                .map(true)));
    }

    private Future<Void> queue(SqlConnection transaction, Due due, Instant now) {
        Optional<Instant> next = CronExpression.parse(due.schedule()).flatMap(schedule -> schedule.after(now));
        if (due.at().isEmpty()) {
            return note(transaction, due, next, false);
        }
        if (!due.isReady()) {
            meters.refused(QueueMeters.Refusal.DEPLOYMENT);
            if (!due.isPassedOver()) {
                about(
                        due,
                        "A function that is due has no deployment that could be run; it is passed over until it has one");
            }
            return note(transaction, due, next, true);
        }
        return queue.add(transaction, execution(due), due.deployment(), Optional.empty())
                .map(next)
                .recover(refusal -> {
                    if (!isFull(refusal)) {
                        return Future.failedFuture(refusal);
                    }
                    meters.refused(QueueMeters.Refusal.FULL);
                    about(due, "A function is due, but its project has as much waiting as it may; it is tried again");
                    Instant again = now.plus(PAUSE);
                    return Future.succeededFuture(
                            Optional.of(next.filter(again::isAfter).orElse(again)));
                })
                .compose(then -> note(transaction, due, then, false));
    }

    private QueuedExecution execution(Due due) {
        return new QueuedExecution(
                ids.unique(),
                Trigger.SCHEDULE,
                new Call(
                        due.project(),
                        due.function(),
                        new Asked("POST", "/", List.of(), Buffer.buffer()),
                        Sender.NOBODY));
    }

    private static boolean isFull(Throwable refusal) {
        return refusal instanceof Problem problem && problem.type().equals(ProblemType.RATE_LIMIT_EXCEEDED);
    }

    private static Future<Void> note(SqlConnection transaction, Due due, Optional<Instant> next, boolean isPassedOver) {
        return transaction
                .preparedQuery("update meridian.function_schedule set next_at = $3, passed_over = $4" + ONE)
                .execute(Tuple.of(due.project(), due.function())
                        .addOffsetDateTime(orNever(next))
                        .addBoolean(isPassedOver))
                .mapEmpty();
    }

    /** What is never due is due in a time that never comes. */
    private static OffsetDateTime orNever(Optional<Instant> next) {
        return next.orElse(Instant.parse("9999-01-01T00:00:00Z")).atOffset(ZoneOffset.UTC);
    }

    private static void about(Due due, String message) {
        log.atWarn()
                .addKeyValue("project", due.project())
                .addKeyValue("function", due.function())
                .log(message);
    }
}
