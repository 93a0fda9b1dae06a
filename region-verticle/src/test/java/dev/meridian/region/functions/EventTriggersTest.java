package dev.meridian.region.functions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.TestingForm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Functions that events start: real database, real hosts, real outbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class EventTriggersTest {

    private final MovingClock clock = new MovingClock();
    private FunctionsNode node;

    @BeforeAll
    void start(@TempDir Path data) {
        node = new FunctionsNode(data, clock);
        for (String project : List.of("p1", "p2", "p3")) {
            node.fill(project, "none", 0, 0);
            table(project, "t");
            table(project, "other");
        }
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private void table(String project, String id) {
        table(node, project, id);
    }

    private static void table(FunctionsNode node, String project, String id) {
        node.send("POST", project, "/v1/tablesdb", object("databaseId", "d", "name", "d"), "key");
        JsonObject table = object(
                "tableId",
                id,
                "name",
                id,
                "permissions",
                array("create(\"users\")"),
                "columns",
                array(object("key", "word", "type", "varchar", "size", 50, "required", false)));
        FunctionsNode.Reply made = node.send("POST", project, "/v1/tablesdb/d/tables", table, "key");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private JsonObject row(String project, String table, String id, String caller) {
        return row(node, project, table, id, caller);
    }

    private static JsonObject row(FunctionsNode node, String project, String table, String id, String caller) {
        FunctionsNode.Reply made = node.send(
                "POST",
                project,
                "/v1/tablesdb/d/tables/" + table + "/rows",
                object("rowId", id, "data", object("word", "w")),
                caller);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    @Test
    void aFunctionIsGivenTheRowThatItListensTo() throws Exception {
        node.deploy("p1", "listens", 15);
        row("p1", "t", "before", "key");

        node.listen("p1", "listens", "databases.*.tables.t.rows.*.create");
        JsonObject row = row("p1", "t", "r1", "user:ada");
        row("p1", "other", "r1", "key");
        JsonObject done = node.awaitOnly("listens");
        JsonObject said = FunctionsNode.said(done);

        assertThat(done.getString("status")).as(done.encode()).isEqualTo("completed");
        assertThat(done.getString("trigger")).isEqualTo("event");
        assertThat(done.getString("requestMethod")).isEqualTo("POST");
        assertThat(done.getString("requestPath")).isEqualTo("/");
        assertThat(done.getJsonArray("$permissions")).isEmpty();
        assertThat(said.getString("trigger")).isEqualTo("event");
        assertThat(said.getString("event")).isEqualTo("databases.d.tables.t.rows.r1.create");
        assertThat(said.getString("user")).isEqualTo("ada");
        assertThat(said.getBoolean("jwt")).isFalse();
        assertThat(said.getJsonObject("body")).isEqualTo(row);
        node.listen("p1", "listens");
    }

    @Test
    void eachChangeOfARowIsOneEvent() throws Exception {
        node.deploy("p2", "all", 15);
        node.listen("p2", "all", "tablesdb.d.tables.t.rows.r2");
        String path = "/v1/tablesdb/d/tables/t/rows/r2";

        row("p2", "t", "r2", "key");
        node.send("PATCH", "p2", path, object("data", object("word", "other")), "key");
        node.send("PATCH", "p2", path, object("data", object("word", "other")), "key");
        node.send("PUT", "p2", path, object("data", object("word", "third")), "key");
        node.send("DELETE", "p2", path, object(), "key");
        await(() -> executions("p2", "all").size() == 4 && node.queued() == 0);
        node.send("PUT", "p2", path, object("data", object("word", "new")), "key");
        await(() -> executions("p2", "all").size() == 5 && node.queued() == 0);

        assertThat(executions("p2", "all").stream().map(one -> FunctionsNode.said((JsonObject) one)))
                .extracting(said -> said.getString("event").replaceAll(".*\\.", "") + " "
                        + said.getJsonObject("body").getString("word"))
                .containsExactlyInAnyOrder("create w", "update other", "upsert third", "delete third", "upsert new");
    }

    @Test
    void anEventThatIsDeliveredTwiceStartsOneExecution(@TempDir Path data) throws Exception {
        try (FunctionsNode first = new FunctionsNode(data, clock)) {
            first.fill("p1", "none", 0, 0);
            first.deploy("p1", "once", 15);
            first.listen("p1", "once", "teams.*.create");
            first.api.region.outbox().close();
            first.send("POST", "p1", "/v1/teams", object("teamId", "lost", "name", "n"), "key");
            assertThat(first.count("meridian.outbox_event where kind = 'event'"))
                    .isEqualTo(1);
            first.sql("create table kept as select * from meridian.outbox_event where kind = 'event'");
        }
        try (FunctionsNode second = new FunctionsNode(data, clock)) {
            JsonObject done = second.awaitOnly("once");
            second.await(() -> second.count("meridian.outbox_event where kind = 'event'") == 0);

            second.sql("insert into meridian.outbox_event select * from kept");
            second.await(() -> second.count("meridian.outbox_event where kind = 'event'") == 0);

            assertThat(second.total("once")).isEqualTo(1);
            assertThat(second.queued()).isZero();
            assertThat(FunctionsNode.said(done).getString("event")).isEqualTo("teams.lost.create");
        }
    }

    @Test
    void whereNobodyListensNothingIsWritten(@TempDir Path data) throws Exception {
        try (FunctionsNode quiet = new FunctionsNode(data, clock)) {
            quiet.fill("p1", "none", 0, 0);
            table(quiet, "p1", "t");
            table(quiet, "p1", "other");
            quiet.create("p1", "f", 15);
            quiet.api.region.outbox().close();

            row(quiet, "p1", "t", "a", "key");
            int none = owed(quiet);
            quiet.listen("p1", "f", "databases.*.tables.other.rows.*.create", "buckets.*.files.*.create");
            row(quiet, "p1", "t", "b", "key");
            int ofAnother = owed(quiet);
            row(quiet, "p1", "other", "c", "key");
            int one = owed(quiet);
            quiet.send("PUT", "p1", "/v1/functions/f", object("name", "f", "enabled", false), "key");
            row(quiet, "p1", "other", "d", "key");
            int disabled = owed(quiet);
            quiet.send("PUT", "p1", "/v1/functions/f", object("name", "f", "enabled", true), "key");
            row(quiet, "p1", "other", "e", "key");
            int again = owed(quiet);
            quiet.send("DELETE", "p1", "/v1/functions/f", object(), "key");
            row(quiet, "p1", "other", "g", "key");
            int deleted = owed(quiet);

            assertThat(List.of(none, ofAnother, one, disabled, again, deleted)).containsExactly(0, 0, 1, 1, 2, 2);
        }
    }

    @Test
    void aRefusedChangeIsNoEvent() throws Exception {
        node.deploy("p3", "strict", 15);
        node.listen("p3", "strict", "databases.*");

        FunctionsNode.Reply refused = node.send(
                "POST", "p3", "/v1/tablesdb/d/tables/t/rows", object("rowId", "x", "data", object("no", 1)), "key");
        row("p3", "t", "y", "key");
        FunctionsNode.Reply twice = node.send(
                "POST", "p3", "/v1/tablesdb/d/tables/t/rows", object("rowId", "y", "data", object("word", "w")), "key");
        await(() -> executions("p3", "strict").size() == 1 && node.queued() == 0);
        awaitDelivered();

        assertThat(refused.status()).isEqualTo(400);
        assertThat(twice.status()).isEqualTo(409);
        assertThat(executions("p3", "strict")).hasSize(1);
    }

    @Test
    void schemaFilesUsersAndTeamsAreToldOfToo() throws Exception {
        node.fill("p5", "none", 0, 0);
        node.deploy("p5", "many", 15);
        node.listen("p5", "many", "databases.*", "buckets.*", "users.*", "teams.*");

        table("p5", "z");
        node.send(
                "POST",
                "p5",
                "/v1/tablesdb/d/tables/z/columns/boolean",
                object("key", "yes", "required", false),
                "key");
        node.send("DELETE", "p5", "/v1/tablesdb/d/tables/z/columns/yes", object(), "key");
        node.send("POST", "p5", "/v1/storage/buckets", object("bucketId", "b", "name", "b"), "key");
        upload("p5", "f");
        node.send("DELETE", "p5", "/v1/storage/buckets/b/files/f", object(), "key");
        node.send(
                "POST",
                "p5",
                "/v1/users",
                object("userId", "u", "email", "u@example.com", "password", "a-password"),
                "key");
        node.send("POST", "p5", "/v1/teams", object("teamId", "t", "name", "t"), "key");
        node.send("DELETE", "p5", "/v1/tablesdb/d", object(), "key");
        await(() -> executions("p5", "many").size() == 10 && node.queued() == 0);
        List<JsonObject> said = executions("p5", "many").stream()
                .map(one -> FunctionsNode.said((JsonObject) one))
                .toList();

        assertThat(said)
                .extracting(one -> one.getString("event"))
                .containsExactlyInAnyOrder(
                        "databases.d.create",
                        "databases.d.tables.z.create",
                        "databases.d.tables.z.columns.yes.create",
                        "databases.d.tables.z.columns.yes.delete",
                        "buckets.b.create",
                        "buckets.b.files.f.create",
                        "buckets.b.files.f.delete",
                        "users.u.create",
                        "teams.t.create",
                        "databases.d.delete");
        assertThat(said)
                .allSatisfy(one -> assertThat(one.encode()).doesNotContain("argon2", "a-password", "\"password\""));
    }

    @Test
    void whatChangesOfUsersIsToldOfWithoutTheirSecrets() throws Exception {
        node.fill("p9", "none", 0, 0);
        node.deploy("p9", "many", 15);
        node.listen("p9", "many", "users.*");
        String user = "/v1/users/u";
        List<JsonObject> secrets = new ArrayList<>();

        node.send("POST", "p9", "/v1/users", object("userId", "u", "password", "a-password"), "key");
        node.send("PATCH", "p9", user + "/email", object("email", "u@example.com"), "key");
        node.send("PATCH", "p9", user + "/prefs", object("prefs", object("a", 1)), "key");
        node.send("PATCH", "p9", user + "/status", object("status", true), "key");
        node.send("PATCH", "p9", user + "/verification", object("emailVerification", true), "key");
        node.send("PATCH", "p9", user + "/impersonator", object("impersonator", true), "key");
        JsonObject target = object("targetId", "t", "providerType", "push", "identifier", "device");
        node.send("POST", "p9", user + "/targets", target, "key");
        node.send("DELETE", "p9", user + "/targets/t", object(), "key");
        secrets.add(node.send("POST", "p9", user + "/sessions", object(), "key").json());
        secrets.add(node.send("POST", "p9", user + "/tokens", object("length", 64), "key")
                .json());
        node.send("PATCH", "p9", user + "/mfa/recovery-codes", object(), "key");
        node.send("PATCH", "p9", user + "/password", object("password", "b-password"), "key");
        node.send("DELETE", "p9", user, object(), "key");
        await(() -> executions("p9", "many").size() == 14 && node.queued() == 0);

        List<JsonObject> said = executions("p9", "many").stream()
                .map(one -> FunctionsNode.said((JsonObject) one))
                .toList();
        String session = secrets.get(0).getString("$id");
        assertThat(said)
                .extracting(one -> one.getString("event"))
                .containsExactlyInAnyOrder(
                        "users.u.create",
                        "users.u.update.email",
                        "users.u.update.prefs",
                        "users.u.update.status",
                        "users.u.update.verification",
                        "users.u.update.impersonator",
                        "users.u.targets.t.create",
                        "users.u.targets.t.delete",
                        "users.u.sessions." + session + ".create",
                        "users.u.tokens." + secrets.get(1).getString("$id") + ".create",
                        "users.u.update.mfa",
                        "users.u.update.password",
                        "users.u.sessions." + session + ".delete",
                        "users.u.delete");
        assertThat(said)
                .allSatisfy(one -> assertThat(one.encode())
                        .doesNotContain("argon2", "a-password", "b-password", "\"password\"")
                        .doesNotContain(secrets.stream()
                                .map(kept -> kept.getString("secret"))
                                .toList()));
    }

    private void upload(String project, String id) {
        byte[] form = new TestingForm()
                .field("fileId", id)
                .file("file", "a.txt", "text".getBytes(StandardCharsets.UTF_8))
                .bytes();
        assertThat(node.upload(project, "/v1/storage/buckets/b/files", form).status())
                .isEqualTo(201);
    }

    @Test
    void deploymentsOfSitesAndRulesAreToldOfToo() throws Exception {
        node.fill("p8", "none", 0, 0);
        node.deploy("p8", "many", 15);
        node.listen("p8", "many", "sites.*", "rules.*");

        JsonObject site = object(
                "siteId", "s", "name", "s", "framework", "other", "buildRuntime", "static-1", "adapter", "static");
        node.send("POST", "p8", "/v1/sites", site, "key");
        byte[] form = new TestingForm()
                .field("activate", "true")
                .file("code", "code.tar.gz", node.code("site"))
                .bytes();
        JsonObject deployment =
                node.upload("p8", "/v1/sites/s/deployments", form).json();
        String id = deployment.getString("$id");
        node.send("DELETE", "p8", "/v1/sites/s/deployments/" + id, object(), "key");
        JsonObject rule = node.send(
                        "POST",
                        "p8",
                        "/v1/proxy/rules/function",
                        object("domain", "told.localhost", "functionId", "many"),
                        "key")
                .json();
        node.send("DELETE", "p8", "/v1/proxy/rules/" + rule.getString("$id"), object(), "key");
        await(() -> executions("p8", "many").size() == 4 && node.queued() == 0);

        assertThat(executions("p8", "many").stream()
                        .map(one -> FunctionsNode.said((JsonObject) one).getString("event")))
                .containsExactlyInAnyOrder(
                        "sites.s.deployments." + id + ".create",
                        "sites.s.deployments." + id + ".delete",
                        "rules." + rule.getString("$id") + ".create",
                        "rules." + rule.getString("$id") + ".delete");
    }

    @Test
    void aChainOfEventsEnds() throws Exception {
        node.fill("p6", "none", 0, 0);
        table("p6", "t");
        node.deploy("p6", "loops", 15);
        node.listen("p6", "loops", "databases.*.tables.*.rows.*.create");

        row("p6", "t", "deep", "key:" + EventTriggers.MOST_DEPTH);
        row("p6", "t", "last", "key:" + (EventTriggers.MOST_DEPTH - 1));
        await(() -> executions("p6", "loops").size() == 1 && node.queued() == 0);
        awaitDelivered();

        assertThat(executions("p6", "loops")).hasSize(1);
        assertThat(FunctionsNode.said(executions("p6", "loops").getJsonObject(0))
                        .getString("event"))
                .contains("rows.last.");
        assertThat(node.api.region.node().telemetry().metrics().scrape())
                .contains("meridian_functions_triggers_refused_total{reason=\"depth\"} 1.0");
    }

    @Test
    void anEventWaitsForAProjectWhoseQueueIsFull() throws Exception {
        node.fill("p7", "none", 0, 0);
        node.deploy("p7", "late", 15);
        node.listen("p7", "late", "teams.*.create");
        node.fill("p7", "late", ExecutionQueue.MOST_WAITING, 2);

        node.send("POST", "p7", "/v1/teams", object("teamId", "t", "name", "t"), "key");
        await(() ->
                node.count("meridian.outbox_event where kind = 'event' and project_id = 'p7' and attempts > 0") == 1);
        node.sql("delete from meridian.execution where project_id = 'p7'");
        await(() -> executions("p7", "late").size() == 1 && node.queued() == 0);

        assertThat(executions("p7", "late").getJsonObject(0).getString("trigger"))
                .isEqualTo("event");
    }

    @Test
    void patternsAreChecked() {
        node.create("p1", "picky", 15);
        for (String bad : List.of("users", "functions.*.executions.*.create", "users.*.explode", "")) {
            FunctionsNode.Reply reply = node.listen("p1", "picky", bad);
            assertThat(reply.status()).as(bad).isEqualTo(400);
            assertThat(reply.type()).isEqualTo("general_argument_invalid");
        }
        String[] tooMany = new String[101];
        Arrays.fill(tooMany, "users.*");
        assertThat(node.listen("p1", "picky", tooMany).type()).isEqualTo("general_argument_invalid");
        assertThat(node.listen("p1", "picky", "users.*.update.email").json().getJsonArray("events"))
                .containsExactly("users.*.update.email");
    }

    private JsonArray executions(String project, String function) {
        return node.send("GET", project, "/v1/functions/" + function + "/executions", object(), "key")
                .json()
                .getJsonArray("executions");
    }

    private static int owed(FunctionsNode node) {
        return node.count("meridian.outbox_event where kind = 'event'");
    }

    private void awaitDelivered() {
        await(() -> owed(node) == 0);
    }

    private void await(BooleanSupplier condition) {
        node.await(condition);
    }
}
