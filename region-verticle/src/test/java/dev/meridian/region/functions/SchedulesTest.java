package dev.meridian.region.functions;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.id.Ids;
import dev.meridian.region.TestingRegion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Functions that run by themselves: real database, real hosts, a clock that the test moves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class SchedulesTest {

    /** Never due while the tests run. */
    private static final String YEARLY = "0 0 1 1 *";

    private final MovingClock clock = new MovingClock();
    private FunctionsNode node;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        node = new FunctionsNode(data, clock);
        node.fill("p1", "none", 0, 0);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void itRunsWhenItsTimeHasCome() throws Exception {
        node.deploy("p1", "daily", 15);
        OffsetDateTime in2Hours = clock.instant().atOffset(ZoneOffset.UTC).plusHours(2);
        String schedule = in2Hours.getMinute() + " " + in2Hours.getHour() + " * * *";

        JsonObject set = schedule("daily", schedule).json();
        boolean isDueBefore = isAnyDue();
        clock.forward(Duration.ofHours(3));
        JsonObject done = node.awaitOnly("daily");

        assertThat(set.getString("schedule")).isEqualTo(schedule);
        assertThat(isDueBefore).isFalse();
        assertThat(done.getString("status")).as(done.encode()).isEqualTo("completed");
        assertThat(done.getString("trigger")).isEqualTo("schedule");
        assertThat(done.getString("requestMethod")).isEqualTo("POST");
        assertThat(done.getString("requestPath")).isEqualTo("/");
        assertThat(done.containsKey("scheduledAt")).isFalse();
        assertThat(done.getJsonArray("$permissions")).isEmpty();
        assertThat(FunctionsNode.said(done))
                .isEqualTo(object(
                        "method",
                        "POST",
                        "query",
                        "",
                        "size",
                        0,
                        "host",
                        "",
                        "trigger",
                        "schedule",
                        "id",
                        done.getString("$id"),
                        "user",
                        "",
                        "jwt",
                        false));
        assertThat(isAnyDue()).isFalse();
        assertThat(next("daily")).isAfter(clock.instant());
    }

    @Test
    void timesThatPassedWhileNobodyRanAreOneTime() throws Exception {
        node.deploy("p1", "missed", 15);
        schedule("missed", YEARLY);

        wasDue("missed", Duration.ofDays(3));
        node.awaitOnly("missed");

        assertThat(isAnyDue()).isFalse();
        assertThat(next("missed")).isAfter(clock.instant());
        assertThat(node.total("missed")).isEqualTo(1);
    }

    @Test
    void severalPodsRunEachTimeOnce() throws Exception {
        List<String> all = IntStream.range(0, 12).mapToObj(i -> "pod-" + i).toList();
        for (String function : all) {
            node.deploy("p1", function, 15);
            schedule(function, YEARLY);
        }
        Schedules one = schedules();
        Schedules other = schedules();

        all.forEach(function -> wasDue(function, Duration.ofMinutes(1)));
        TestingRegion.wait(Future.all(drained(one), drained(other)));

        all.forEach(node::awaitOnly);
        assertThat(isAnyDue()).isFalse();
        all.forEach(function -> assertThat(node.total(function)).as(function).isEqualTo(1));
    }

    @Test
    void aChangeTakesEffectAtOnce() throws Exception {
        node.create("p1", "changing", 15);

        schedule("changing", "0 0 1 1 *");
        Instant first = next("changing");
        wasDue("changing", Duration.ofDays(-700));
        node.send("PUT", "p1", "/v1/functions/changing", object("name", "renamed"), "key");
        Instant kept = next("changing");
        schedule("changing", "0 0 1 2 *");
        Instant second = next("changing");
        node.send("PUT", "p1", "/v1/functions/changing", object("name", "off", "enabled", false), "key");
        int off = rows("changing");
        node.send("PUT", "p1", "/v1/functions/changing", object("name", "on", "enabled", true), "key");
        Instant again = next("changing");
        schedule("changing", "");
        int cleared = rows("changing");
        schedule("changing", "@yearly");
        node.send("DELETE", "p1", "/v1/functions/changing", object(), "key");

        assertThat(first.atOffset(ZoneOffset.UTC).getMonthValue()).isEqualTo(1);
        assertThat(kept).as("of a schedule that stays").isAfter(clock.instant().plus(Duration.ofDays(600)));
        assertThat(second.atOffset(ZoneOffset.UTC).getMonthValue()).isEqualTo(2);
        assertThat(off).as("disabled").isZero();
        assertThat(again).isEqualTo(second);
        assertThat(cleared).isZero();
        assertThat(rows("changing")).as("deleted").isZero();
    }

    @Test
    void withoutADeploymentItIsPassedOver() throws Exception {
        node.create("p1", "bare", 15);
        schedule("bare", YEARLY);

        wasDue("bare", Duration.ofMinutes(1));
        TestingRegion.wait(drained(schedules()));
        awaitNoneDue();

        assertThat(node.total("bare")).isZero();
        assertThat(node.count("meridian.function_schedule where function_id = 'bare' and passed_over"))
                .isEqualTo(1);
        assertThat(next("bare")).isAfter(clock.instant());
    }

    @Test
    void aFullProjectRunsItLater() throws Exception {
        node.deploy("p4", "crowded", 15);
        node.fill("p4", "crowded", ExecutionQueue.MOST_WAITING, 2);
        node.send("PUT", "p4", "/v1/functions/crowded", object("name", "c", "schedule", YEARLY), "key");

        wasDue("crowded", Duration.ofMinutes(1));
        TestingRegion.wait(drained(schedules()));
        awaitNoneDue();
        Instant again = next("crowded");

        assertThat(again).isBetween(clock.instant(), clock.instant().plusSeconds(61));
        assertThat(node.count("meridian.queued_execution where function_id = 'crowded'"))
                .isEqualTo(ExecutionQueue.MOST_WAITING);
        node.send("DELETE", "p4", "/v1/functions/crowded", object(), "key");
    }

    @Test
    void whatIsNoCronExpressionIsRefused() {
        node.create("p1", "steady", 15);
        for (String bad : List.of("every day", "* * * *", "* * * * * *", "61 * * * *", "*/0 * * * *", "@often")) {
            FunctionsNode.Reply reply = schedule("steady", bad);

            assertThat(reply.status()).as(bad).isEqualTo(400);
            assertThat(reply.type()).isEqualTo("general_argument_invalid");
            assertThat(reply.json().getString("message")).startsWith("Invalid `schedule` param: ");
        }
        assertThat(rows("steady")).isZero();
    }

    private FunctionsNode.Reply schedule(String function, String schedule) {
        return node.send(
                "PUT", "p1", "/v1/functions/" + function, object("name", function, "schedule", schedule), "key");
    }

    /** As another pod has it. */
    private Schedules schedules() {
        var database = node.api.region.database();
        return new Schedules(
                database,
                new ExecutionQueue(database, clock, "other"),
                new QueueMeters(new SimpleMeterRegistry()),
                new Ids(clock, new SecureRandom()),
                clock);
    }

    private static Future<Void> drained(Schedules schedules) {
        return schedules.queueDue().compose(found -> found ? drained(schedules) : Future.succeededFuture());
    }

    private void wasDue(String function, Duration ago) {
        node.sql("update meridian.function_schedule set next_at = '"
                + clock.instant().minus(ago) + "' where function_id = '" + function + "'");
    }

    private boolean isAnyDue() {
        return node.count("meridian.function_schedule where next_at <= '" + clock.instant() + "'") > 0;
    }

    /** The node's own worker may have taken it, and not committed yet. */
    private void awaitNoneDue() {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (isAnyDue()) {
            assertThat(System.nanoTime()).isLessThan(until);
        }
    }

    private int rows(String function) {
        return node.count("meridian.function_schedule where function_id = '" + function + "'");
    }

    private Instant next(String function) {
        return TestingRegion.wait(node.api
                        .region
                        .database()
                        .read("select next_at from meridian.function_schedule where function_id = $1", function))
                .iterator()
                .next()
                .getOffsetDateTime(0)
                .toInstant();
    }
}
