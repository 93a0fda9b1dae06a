package dev.meridian.region.functions;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.id.Ids;
import dev.meridian.core.node.NodeContext;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingForm;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.accounts.UsersFeature;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Timestamps;
import dev.meridian.region.databases.DatabasesFeature;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.dns.LookUp;
import dev.meridian.region.dns.Outcome;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.proxy.ProxyFeature;
import dev.meridian.region.sites.SitesFeature;
import dev.meridian.region.storage.StorageFeature;
import dev.meridian.region.teams.TeamsFeature;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A region's functions, from start to stop. */
final class FunctionsNode implements AutoCloseable {

    private static final String CODE = """
            export default async ({ req, res, log }) => {
              log("ran " + req.path);
              if (req.path === "/broken") { throw new Error("on purpose"); }
              if (req.path === "/slow") { await new Promise((done) => setTimeout(done, Number(req.query.ms))); }
              if (req.path === "/burn") { const until = Date.now() + Number(req.query.ms); while (Date.now() < until) {} }
              for (let i = 0; i < Number(req.query.calls ?? 0); i++) {
                await fetch(process.env.APPWRITE_FUNCTION_API_ENDPOINT + "/health").catch(() => {});
              }
              log(JSON.stringify({
                method: req.method, query: req.queryString, size: req.bodyText.length, host: req.host,
                trigger: req.headers["x-appwrite-trigger"], id: req.headers["x-appwrite-execution-id"],
                user: req.headers["x-appwrite-user-id"], jwt: !!req.headers["x-appwrite-user-jwt"],
                mine: req.headers["x-mine"], body: req.headers["x-appwrite-event"] && req.bodyJson, event: req.headers["x-appwrite-event"] }));
              return res.text("not kept", 201, { "x-dropped": "1" });
            };
            """;

    private final Path folder;
    private final InstantSource clock;
    final TestingApi api;
    private @Nullable StorageFeature storage;
    private @Nullable Deployments deployments;
    private @Nullable FunctionsFeature functions;

    FunctionsNode(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        this.api = TestingApi.start(folder, this::features);
        functions().start();
    }

    private List<ApiFeature> features(RegionContext plain) {
        RegionContext region = with(clock, plain);
        StorageFeature kept = TestingRegion.wait(StorageFeature.open(region));
        Deployments deploying = Deployments.open(region, kept.objects());
        FunctionsFeature executing = new FunctionsFeature(
                region,
                deploying,
                (head, query, path) -> Future.succeededFuture(new Gate.Admission("p1", new Caller.Guest())));
        storage = kept;
        deployments = deploying;
        functions = executing;
        return List.of(
                kept,
                executing,
                new SitesFeature(region, deploying),
                new ProxyFeature(
                        region,
                        (name, kind) ->
                                Future.succeededFuture(new LookUp(name, kind, "", List.of(), new Outcome.NoName()))),
                new DatabasesFeature(region),
                new UsersFeature(region),
                new TeamsFeature(region));
    }

    private static RegionContext with(InstantSource clock, RegionContext region) {
        NodeContext node = region.node();
        return new RegionContext(
                new NodeContext(
                        node.settings(),
                        node.vertx(),
                        clock,
                        new Ids(clock, new SecureRandom()),
                        node.telemetry(),
                        node.events(),
                        node.topology(),
                        node.registry(),
                        node.relay()),
                region.settings(),
                region.database(),
                region.workflows(),
                region.registry(),
                region.outbox(),
                region.purges(),
                region.events(),
                region.names(),
                region.tokens(),
                region.passwords(),
                region.release(),
                region.sealer());
    }

    FunctionsFeature functions() {
        return Objects.requireNonNull(functions);
    }

    @Override
    public void close() {
        TestingRegion.wait(functions().close());
        TestingRegion.wait(Objects.requireNonNull(deployments).close());
        TestingRegion.wait(Objects.requireNonNull(storage).close());
        api.close();
    }

    Reply send(String method, String project, String path, JsonObject body, String caller) {
        byte[] bytes = body.isEmpty() ? new byte[0] : body.toBuffer().getBytes();
        return reply(api.send(
                method,
                path,
                bytes,
                "X-Caller",
                caller,
                "X-Appwrite-Project",
                project,
                "Content-Type",
                "application/json"));
    }

    private static Reply reply(HttpResponse<byte[]> response) {
        return new Reply(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }

    Reply execute(String function, JsonObject body, String caller) {
        return send("POST", "p1", "/v1/functions/" + function + "/executions", body, caller);
    }

    JsonObject run(String function, JsonObject body, String caller) {
        return awaitOver(function, execute(function, body, caller).json());
    }

    JsonObject schedule(String function) {
        String at = Timestamps.format(soon(clock));
        return execute(function, object("async", true, "scheduledAt", at, "path", "/later"), "key")
                .json();
    }

    Reply record(String function, String id, String caller) {
        return send("GET", "p1", "/v1/functions/" + function + "/executions/" + id, object(), caller);
    }

    Reply delete(String function, String id, String caller) {
        return send("DELETE", "p1", "/v1/functions/" + function + "/executions/" + id, object(), caller);
    }

    JsonArray list(String function, String query) {
        return send("GET", "p1", "/v1/functions/" + function + "/executions" + query, object(), "key")
                .json()
                .getJsonArray("executions");
    }

    JsonArray listed(String function, String attribute, String value) {
        String query = object("method", "equal", "attribute", attribute, "values", array(value))
                .encode();
        return list(function, "?queries%5B%5D=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    int total(String function) {
        return send("GET", "p1", "/v1/functions/" + function + "/executions", object(), "key")
                .json()
                .getInteger("total");
    }

    JsonObject awaitOver(String function, JsonObject execution) {
        return awaitOver("p1", function, execution);
    }

    JsonObject awaitOver(String project, String function, JsonObject execution) {
        return await(
                project,
                function,
                execution,
                now -> List.of("completed", "failed").contains(now.getString("status")));
    }

    JsonObject await(String function, JsonObject execution, Predicate<JsonObject> wanted) {
        return await("p1", function, execution, wanted);
    }

    private JsonObject await(String project, String function, JsonObject execution, Predicate<JsonObject> wanted) {
        String path = "/v1/functions/" + function + "/executions/" + execution.getString("$id");
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            Reply reply = send("GET", project, path, object(), "key");
            assertThat(reply.status()).as(execution.encode() + reply.text()).isEqualTo(200);
            if (wanted.test(reply.json())) {
                return reply.json();
            }
            assertThat(System.nanoTime()).as("in time: " + reply.text()).isLessThan(until);
        }
    }

    /** What the function logged of its request. */
    static JsonObject said(JsonObject execution) {
        return new JsonObject(execution
                .getString("logs")
                .lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(execution.encodePrettily())));
    }

    /** The function's only execution, once it has run. */
    JsonObject awaitOnly(String function) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (total(function) == 0) {
            assertThat(System.nanoTime())
                    .as("an execution of %s in time", function)
                    .isLessThan(until);
        }
        JsonObject over = awaitOver(function, list(function, "").getJsonObject(0));
        assertThat(total(function)).isEqualTo(1);
        return over;
    }

    void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(until);
        }
    }

    /** As a process leaves it that dies, or one of another pod that lives. */
    void isTaken(JsonObject execution, String by, Instant until) {
        String id = execution.getString("$id");
        sql("update meridian.queued_execution set taken_by = '" + by + "', lease_until = '" + until
                + "' where execution_id = '" + id + "'");
        sql("update meridian.execution set status = 'processing' where execution_id = '" + id + "'");
    }

    /** Has as many wait as are asked for, until long after the test, each of so many bytes. */
    void fill(String project, String function, int count, long bytes) {
        sql("insert into meridian.execution (project_id, function_id, execution_id, deployment_id, permissions,"
                + " trigger, status, executed_at, request_method, request_path, request_headers, response_status,"
                + " response_headers, logs, errors, duration, created_at, updated_at) select '" + project + "', '"
                + function + "', 'e' || i, '', '{}', 'schedule', 'scheduled', '', 'GET', '/', '[]', 0, '[]', '',"
                + " '', 0, now(), now() from generate_series(1, " + count + ") i");
        sql("insert into meridian.queued_execution (project_id, function_id, execution_id, method, path, headers,"
                + " body, bytes, user_id, session_id, address, scheme, authority, due_at) select '" + project
                + "', '" + function + "', 'e' || i, 'GET', '/', '[]', '', " + bytes
                + ", '', '', '', 'http', '', '2200-01-01' from generate_series(1, " + count + ") i");
        sql("insert into meridian.project (project_id, name, team_id, created_at, updated_at) values ('" + project
                + "', 'p', 't', now(), now()) on conflict do nothing");
    }

    void sql(String statement) {
        TestingRegion.wait(api.region.database().write(statement));
    }

    int queued() {
        return count("meridian.queued_execution");
    }

    /** @param from table, and which rows of it */
    int count(String from) {
        return number("select count(*)::integer from " + from);
    }

    int number(String query) {
        return TestingRegion.wait(api.region.database().read(query))
                .iterator()
                .next()
                .getInteger(0);
    }

    void create(String project, String id, int timeout, String... execute) {
        JsonObject function = object(
                "functionId",
                id,
                "name",
                id,
                "runtime",
                "edge-js-1",
                "entrypoint",
                "index.js",
                "timeout",
                timeout,
                "execute",
                array((Object[]) execute));
        Reply reply = send("POST", project, "/v1/functions", function, "key");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    void deploy(String project, String id, int timeout, String... execute) throws IOException {
        create(project, id, timeout, execute);
        byte[] form = new TestingForm()
                .field("activate", "true")
                .file("code", "code.tar.gz", code(id))
                .bytes();
        Reply uploaded = upload(project, "/v1/functions/" + id + "/deployments", form);
        assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(202);
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (send("GET", project, "/v1/functions/" + id, object(), "key")
                .json()
                .getString("deploymentId")
                .isEmpty()) {
            assertThat(System.nanoTime()).as("a build in time").isLessThan(until);
        }
    }

    Reply upload(String project, String path, byte[] form) {
        return reply(api.send(
                "POST",
                path,
                form,
                "X-Caller",
                "key",
                "X-Appwrite-Project",
                project,
                "Content-Type",
                TestingForm.TYPE));
    }

    byte[] code(String id) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source-" + id));
        Files.writeString(source.resolve("index.js"), CODE);
        Path tar = folder.resolve(id + ".tar.gz");
        Archive.pack(source, tar);
        return Files.readAllBytes(tar);
    }

    /** Has a function listen. */
    Reply listen(String project, String function, String... patterns) {
        JsonObject settings = object("name", function, "events", array((Object[]) patterns));
        return send("PUT", project, "/v1/functions/" + function, settings, "key");
    }

    /** A whole minute that may be asked for. */
    static Instant soon(InstantSource clock) {
        return clock.instant().plusSeconds(121).truncatedTo(ChronoUnit.MINUTES);
    }

    record Reply(int status, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }

        String type() {
            return json().getString("type");
        }
    }
}
