package dev.meridian.region.functions;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.api.Timestamps;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Executions that nobody waits for: real database, real hosts, a clock that the test moves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class QueuedExecutionsTest {

    private final MovingClock clock = new MovingClock();
    private FunctionsNode node;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        node = new FunctionsNode(data, clock);
        node.deploy("p1", "open", 15, "any");
        node.deploy("p1", "users", 15, "users");
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void itWaitsRunsAndLeavesARecordWithItsLogs() {
        JsonObject asked = object(
                "async",
                true,
                "path",
                "/a?b=c",
                "method",
                "PUT",
                "body",
                "x".repeat(1 << 20),
                "headers",
                object("X-Mine", "1"));

        FunctionsNode.Reply made = node.execute("open", asked, "key");
        JsonObject waiting = made.json();
        JsonObject done = node.awaitOver("open", waiting);

        assertThat(made.status()).as(made.text()).isEqualTo(202);
        assertThat(waiting.getString("status")).isEqualTo("waiting");
        assertThat(waiting.getString("trigger")).isEqualTo("http");
        assertThat(waiting.getString("requestPath")).isEqualTo("/a");
        assertThat(waiting.getString("requestMethod")).isEqualTo("PUT");
        assertThat(waiting.getInteger("responseStatusCode")).isZero();
        assertThat(waiting.getString("logs")).isEmpty();
        assertThat(waiting.containsKey("scheduledAt")).isFalse();
        assertThat(done.getString("status")).as(done.encode()).isEqualTo("completed");
        assertThat(done.getInteger("responseStatusCode")).isEqualTo(201);
        assertThat(done.getString("responseBody")).isEmpty();
        assertThat(done.getJsonArray("responseHeaders").encode())
                .contains("content-type")
                .doesNotContain("x-dropped");
        assertThat(done.getDouble("duration")).isPositive();
        assertThat(done.getString("deploymentId")).isEqualTo(waiting.getString("deploymentId"));
        assertThat(FunctionsNode.said(done))
                .isEqualTo(object(
                        "method",
                        "PUT",
                        "query",
                        "b=c",
                        "size",
                        1 << 20,
                        "host",
                        "127.0.0.1",
                        "trigger",
                        "http",
                        "id",
                        waiting.getString("$id"),
                        "user",
                        "",
                        "jwt",
                        false,
                        "mine",
                        "1"));
        assertThat(node.queued()).isZero();
    }

    @Test
    void aFunctionThatThrowsOrTakesTooLongHasFailed() throws Exception {
        node.deploy("p1", "hasty", 1, "any");

        JsonObject broken = node.run("open", object("async", true, "path", "/broken"), "key");
        JsonObject late = node.run("hasty", object("async", true, "path", "/slow?ms=5000"), "key");

        assertThat(broken.getString("status")).isEqualTo("failed");
        assertThat(broken.getInteger("responseStatusCode")).isEqualTo(500);
        assertThat(broken.getString("errors")).contains("on purpose");
        assertThat(late.getString("status")).isEqualTo("failed");
        assertThat(late.getString("errors")).contains("timed out");
    }

    @Test
    void aScheduledOneRunsWhenItsTimeHasCome() {
        String at = Timestamps.format(soon());

        FunctionsNode.Reply made =
                node.execute("open", object("async", true, "scheduledAt", at, "path", "/later"), "key");
        JsonObject scheduled = made.json();
        node.run("open", object("async", true), "key");
        JsonObject before =
                node.record("open", scheduled.getString("$id"), "key").json();
        JsonArray listed = node.listed("open", "status", "scheduled");
        clock.forward(Duration.ofMinutes(3));
        JsonObject done = node.awaitOver("open", scheduled);

        assertThat(made.status()).as(made.text()).isEqualTo(202);
        assertThat(scheduled.getString("status")).isEqualTo("scheduled");
        assertThat(scheduled.getString("trigger")).isEqualTo("schedule");
        assertThat(scheduled.getString("scheduledAt")).isEqualTo(at);
        assertThat(before).isEqualTo(scheduled);
        assertThat(listed).containsExactly(scheduled);
        assertThat(done.getString("status")).isEqualTo("completed");
        assertThat(done.getString("scheduledAt")).isEqualTo(at);
        assertThat(done.getString("trigger")).isEqualTo("schedule");
        assertThat(FunctionsNode.said(done).getString("trigger")).isEqualTo("schedule");
    }

    @Test
    void whatIsWrongWithItIsSaidAtOnce() {
        JsonObject async = object("async", true);
        int before = node.total("open");

        for (JsonObject bad : List.of(
                object("async", "maybe"),
                async.copy().put("method", "TRACE"),
                async.copy().put("path", "/" + "p".repeat(2_048)),
                async.copy().put("headers", object("x-appwrite-user-id", "root")),
                async.copy().put("headers", object("a b", "c")),
                async.copy().put("body", 7),
                async.copy().put("scheduledAt", "soon"),
                async.copy().put("scheduledAt", Timestamps.format(soon().minusSeconds(1))),
                async.copy()
                        .put("scheduledAt", Timestamps.format(clock.instant().truncatedTo(ChronoUnit.MINUTES))),
                async.copy().put("scheduledAt", Timestamps.format(soon().plus(Duration.ofDays(4_000)))))) {
            FunctionsNode.Reply reply = node.execute("open", bad, "key");
            assertThat(reply.type()).as(bad.encode()).isEqualTo("general_argument_invalid");
            assertThat(reply.status()).isEqualTo(400);
        }
        assertThat(node.execute("open", object("scheduledAt", Timestamps.format(soon())), "key")
                        .type())
                .isEqualTo("general_bad_request");
        assertThat(node.total("open")).isEqualTo(before);
        assertThat(node.queued()).isZero();
    }

    @Test
    void whatCouldNotRunNowIsRefusedAtOnce() throws Exception {
        JsonObject async = object("async", true);
        node.create("p1", "empty", 15, "any");
        node.deploy("p1", "unready", 15, "any");
        node.sql("update meridian.deployment set status = 'failed' where owner_id = 'unready'");
        node.deploy("p1", "off", 15, "any");
        node.send("PUT", "p1", "/v1/functions/off", object("name", "off", "enabled", false), "key");

        assertThat(node.execute("none", async, "key").type()).isEqualTo("function_not_found");
        assertThat(node.execute("empty", async, "key").type()).isEqualTo("deployment_not_found");
        assertThat(node.execute("unready", async, "key").type()).isEqualTo("build_not_ready");
        assertThat(node.execute("users", async, "").type()).isEqualTo("user_unauthorized");
        assertThat(node.execute("off", async, "user:ada").type()).isEqualTo("function_not_found");
    }

    @Test
    void aUserSeesTheirOwnWithoutLogsAndNobodyElseDoes() {
        JsonObject waiting =
                node.execute("users", object("async", true), "user:ada").json();
        String id = waiting.getString("$id");

        JsonObject done = node.awaitOver("users", waiting);
        JsonObject seen = node.record("users", id, "user:ada").json();

        assertThat(FunctionsNode.said(done).getString("user")).isEqualTo("ada");
        assertThat(FunctionsNode.said(done).getBoolean("jwt")).isTrue();
        assertThat(waiting.getJsonArray("$permissions")).containsExactly("read(\"user:ada\")");
        assertThat(seen).isEqualTo(done.copy().put("logs", ""));
        assertThat(node.record("users", id, "user:bob").type()).isEqualTo("execution_not_found");
    }

    @Test
    void aBacklogOfOneFunctionDoesNotHoldUpAnother() throws Exception {
        node.deploy("p1", "busy", 15, "any");
        node.deploy("p1", "quick", 15, "any");
        List<JsonObject> backlog = IntStream.range(0, 10)
                .mapToObj(i -> node.execute("busy", object("async", true, "path", "/slow?ms=1500"), "key")
                        .json())
                .toList();

        JsonObject quick = node.run("quick", object("async", true), "key");
        int waiting = node.listed("busy", "status", "waiting").size();
        int processed = node.listed("busy", "status", "processing").size();

        assertThat(quick.getString("status")).isEqualTo("completed");
        assertThat(waiting).isPositive();
        assertThat(processed).isBetween(1, ExecutionQueue.MOST_OF_ONE_FUNCTION);
        assertThat(backlog)
                .allSatisfy(one -> assertThat(node.awaitOver("busy", one).getString("status"))
                        .isEqualTo("completed"));
        List<Instant> starts = backlog.stream()
                .map(one -> Timestamps.parse(
                        node.record("busy", one.getString("$id"), "key").json().getString("$updatedAt")))
                .toList();
        assertThat(starts.getLast()).as("in order").isAfter(starts.getFirst());
    }

    @Test
    void aProjectHasABoundedNumberAndAmountWaiting() throws Exception {
        node.deploy("p2", "many", 15, "any");
        node.deploy("p3", "large", 15, "any");
        node.fill("p2", "many", ExecutionQueue.MOST_WAITING, 2);
        node.fill("p3", "large", 1, ExecutionQueue.MOST_BYTES - 20);
        JsonObject async = object("async", true);

        FunctionsNode.Reply tooMany = node.send("POST", "p2", "/v1/functions/many/executions", async, "key");
        FunctionsNode.Reply tooMuch = node.send(
                "POST", "p3", "/v1/functions/large/executions", async.copy().put("body", "x".repeat(100)), "key");
        FunctionsNode.Reply small = node.send("POST", "p3", "/v1/functions/large/executions", async, "key");
        node.send("DELETE", "p2", "/v1/functions/many/executions/e1", object(), "key");
        FunctionsNode.Reply room = node.send("POST", "p2", "/v1/functions/many/executions", async, "key");

        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.type()).isEqualTo("general_rate_limit_exceeded");
        assertThat(tooMuch.status()).isEqualTo(429);
        assertThat(small.status()).as(small.text()).isEqualTo(202);
        assertThat(room.status()).as(room.text()).isEqualTo(202);
        node.awaitOver("p3", "large", small.json());
        node.awaitOver("p2", "many", room.json());
        assertThat(node.send("DELETE", "p2", "/v1/functions/many", object(), "key")
                        .status())
                .isEqualTo(204);
        assertThat(node.send("DELETE", "p3", "/v1/functions/large", object(), "key")
                        .status())
                .isEqualTo(204);
        assertThat(node.queued()).as("deleted with its function").isZero();
    }

    @Test
    void onlyWhatIsNotRunOrAboutToBeIsDeleted() {
        JsonObject scheduled = node.schedule("open");
        JsonObject done = node.run("open", object("async", true), "key");
        String id = scheduled.getString("$id");

        assertThat(node.delete("open", id, "user:ada").type()).isEqualTo("user_unauthorized");
        assertThat(node.delete("open", id, "").type()).isEqualTo("user_unauthorized");
        for (String status : List.of("waiting", "processing")) {
            node.sql("update meridian.execution set status = '" + status + "' where execution_id = '" + id + "'");
            assertThat(node.delete("open", id, "key").type()).as(status).isEqualTo("execution_in_progress");
        }
        node.sql("update meridian.execution set status = 'scheduled' where execution_id = '" + id + "'");
        assertThat(node.delete("open", id, "key").status()).isEqualTo(204);
        assertThat(node.delete("open", id, "key").type()).isEqualTo("execution_not_found");
        assertThat(node.delete("open", done.getString("$id"), "key").status()).isEqualTo(204);
        assertThat(node.record("open", done.getString("$id"), "key").status()).isEqualTo(404);
        assertThat(node.queued()).isZero();
    }

    @Test
    void aDeploymentThatIsGoneByThenFailsItAndSaysSo() throws Exception {
        node.deploy("p1", "fleeting", 15, "any");
        JsonObject scheduled = node.schedule("fleeting");
        String path = "/v1/functions/fleeting/deployments/" + scheduled.getString("deploymentId");
        assertThat(node.send("DELETE", "p1", path, object(), "key").status()).isEqualTo(204);

        clock.forward(Duration.ofMinutes(3));
        JsonObject over = node.awaitOver("fleeting", scheduled);

        assertThat(over.getString("status")).isEqualTo("failed");
        assertThat(over.getString("errors")).contains("Deployment with the requested ID could not be found");
    }

    @Test
    void whatHasNoOutcomeWhenItsLeaseEndsHasFailed() {
        JsonObject lost = node.schedule("open");
        node.isTaken(lost, "another-pod", clock.instant().plusSeconds(60));
        node.run("open", object("async", true), "key");
        JsonObject before = node.record("open", lost.getString("$id"), "key").json();

        clock.forward(Duration.ofMinutes(5));
        JsonObject over = node.awaitOver("open", lost);

        assertThat(before.getString("status")).isEqualTo("processing");
        assertThat(over.getString("status")).isEqualTo("failed");
        assertThat(over.getString("errors")).isEqualTo(ExecutionQueue.LOST);
        assertThat(over.getString("logs")).isEmpty();
    }

    @Test
    void afterARestartWhatWaitedRunsAndWhatRanHasFailed(@TempDir Path data) throws Exception {
        MovingClock time = new MovingClock();
        List<JsonObject> slow;
        JsonObject waiting;
        JsonObject scheduled;
        JsonObject died;
        try (FunctionsNode first = new FunctionsNode(data, time)) {
            first.deploy("p1", "f", 90, "any");
            slow = IntStream.range(0, ExecutionQueue.MOST_OF_ONE_FUNCTION)
                    .mapToObj(i -> first.execute("f", object("async", true, "path", "/slow?ms=60000"), "key")
                            .json())
                    .toList();
            for (JsonObject one : slow) {
                first.await("f", one, now -> now.getString("status").equals("processing"));
            }
            waiting = first.execute("f", object("async", true, "path", "/waited"), "key")
                    .json();
            scheduled = first.schedule("f");
            died = first.schedule("f");
            first.isTaken(died, "region-fra", time.instant().plusSeconds(3_600));
        }

        time.forward(Duration.ofMinutes(3));
        try (FunctionsNode second = new FunctionsNode(data, time)) {
            assertThat(second.awaitOver("f", waiting).getString("status")).isEqualTo("completed");
            assertThat(second.awaitOver("f", scheduled).getString("status")).isEqualTo("completed");
            JsonObject gone = second.awaitOver("f", died);
            assertThat(gone.getString("status")).isEqualTo("failed");
            assertThat(gone.getString("errors")).isEqualTo(ExecutionQueue.LOST);
            for (JsonObject one : slow) {
                JsonObject over =
                        second.record("f", one.getString("$id"), "key").json();
                assertThat(over.getString("status")).as(over.encode()).isEqualTo("failed");
                assertThat(over.getString("errors")).isNotEmpty();
                assertThat(Timestamps.parse(over.getString("$updatedAt")))
                        .as("by the first process")
                        .isBefore(time.instant().minus(Duration.ofMinutes(2)));
            }
            JsonArray all = second.list("f", "");
            assertThat(all).hasSize(slow.size() + 3);
            assertThat(all)
                    .allSatisfy(one -> assertThat(
                                    ((JsonObject) one).getString("logs").split("ran /", -1).length)
                            .isLessThanOrEqualTo(2));
            assertThat(second.queued()).isZero();
        }
    }

    @Test
    void twoPodsThatTakeAtOnceTakeNothingTwice(@TempDir Path data) {
        try (FunctionsNode pods = new FunctionsNode(data, clock)) {
            TestingRegion.wait(pods.functions().close());
            for (int i = 0; i < 6; i++) {
                pods.create("p1", "f" + i, 15, "any");
                pods.fill("p1", "f" + i, 6, 2);
            }
            pods.sql("update meridian.queued_execution set due_at = '2020-01-01'");
            ExecutionQueue one = new ExecutionQueue(pods.api.region.database(), clock, "one");
            ExecutionQueue other = new ExecutionQueue(pods.api.region.database(), clock, "other");

            Future<List<QueuedExecution>> first = one.take();
            Future<List<QueuedExecution>> second = other.take();
            List<String> taken = Stream.of(first, second)
                    .flatMap(some -> TestingRegion.wait(some).stream())
                    .map(execution -> execution.function() + "/" + execution.id())
                    .toList();

            assertThat(taken).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(ExecutionQueue.MOST_UNDER_WAY);
            assertThat(TestingRegion.wait(one.take())).isEmpty();
        }
    }

    @Test
    void theQueueIsMeasured(@TempDir Path data) throws Exception {
        try (FunctionsNode other = new FunctionsNode(data, new MovingClock())) {
            other.functions().close();
            other.create("p1", "f", 15);
            other.fill("p1", "f", 4, 2);
            other.sql("update meridian.queued_execution set due_at = now() - interval '90 seconds'"
                    + " where execution_id in ('e1', 'e2')");
            other.sql("update meridian.queued_execution set lease_until = now() + interval '1 hour'"
                    + " where execution_id = 'e2'");

            QueueMeters.Figures figures =
                    TestingRegion.wait(new ExecutionQueue(other.api.region.database(), clock, "any").figures());
            PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            QueueMeters meters = new QueueMeters(metrics);
            meters.show(figures);

            assertThat(figures.waiting()).isEqualTo(3);
            assertThat(figures.due()).isEqualTo(1);
            assertThat(figures.underWay()).isEqualTo(1);
            assertThat(figures.oldestMillis()).isGreaterThanOrEqualTo(90_000);
            assertThat(metrics.scrape())
                    .contains(
                            "meridian_functions_queue_waiting 3.0",
                            "meridian_functions_queue_due 1.0",
                            "meridian_functions_queue_running 1.0",
                            "meridian_functions_queue_oldest_seconds ",
                            "meridian_functions_queue_failed_total 0.0",
                            "meridian_functions_triggers_refused_total{reason=\"full\"} 0.0");
        }
    }

    @Test
    void specificationsAreListed() {
        assertThat(node.send("GET", "p1", "/v1/functions/specifications", object(), "key")
                        .json()
                        .getJsonArray("specifications")
                        .getJsonObject(0)
                        .fieldNames())
                .containsExactlyInAnyOrder("memory", "cpus", "enabled", "slug");
    }

    @Test
    void aBuildIsCanceledUntilItIsOver() throws Exception {
        node.deploy("p1", "built", 15, "any");
        String id = node.send("GET", "p1", "/v1/functions/built", object(), "key")
                .json()
                .getString("deploymentId");
        String path = "/v1/functions/built/deployments/" + id + "/status";

        FunctionsNode.Reply over = node.send("PATCH", "p1", path, object(), "key");
        node.sql("update meridian.deployment set status = 'waiting', complete = false where deployment_id = '" + id
                + "'");
        FunctionsNode.Reply canceled = node.send("PATCH", "p1", path, object(), "key");
        FunctionsNode.Reply again = node.send("PATCH", "p1", path, object(), "key");

        assertThat(over.type()).isEqualTo("build_already_completed");
        assertThat(canceled.status()).as(canceled.text()).isEqualTo(200);
        assertThat(canceled.json().getString("status")).isEqualTo("canceled");
        assertThat(again.type()).isEqualTo("build_already_completed");
    }

    /** A whole minute, more than one ahead and less than three. */
    private Instant soon() {
        return FunctionsNode.soon(clock);
    }
}
