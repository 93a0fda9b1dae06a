package dev.meridian.region;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.meridian.core.archive.Archive;
import dev.meridian.core.invoke.HeardInvocation;
import dev.meridian.proto.functions.v1.FunctionsGrpcClient;
import dev.meridian.proto.functions.v1.InvokeRequest;
import dev.meridian.proto.functions.v1.InvokeResponse;
import dev.meridian.region.TestingRegion.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.GrpcStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Functions run by a whole region: real database, real hosts, real credentials. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class ExecutionsTest {

    private static final String CODE = """
            export default async ({ req, res, log }) => {
              log("asked for " + req.path);
              if (req.path === "/broken") { throw new Error("on purpose"); }
              if (req.path === "/who") {
                return res.json({
                  key: req.headers["x-appwrite-key"], jwt: req.headers["x-appwrite-user-jwt"],
                  user: req.headers["x-appwrite-user-id"], endpoint: process.env.APPWRITE_FUNCTION_API_ENDPOINT });
              }
              return res.json({
                body: req.bodyText, query: req.queryString, trigger: req.headers["x-appwrite-trigger"],
                user: req.headers["x-appwrite-user-id"], id: req.headers["x-appwrite-execution-id"],
                mine: req.headers["x-mine"] }, 203, { "x-from": "function" });
            };
            """;

    private static final String STREAMING = """
            export default {
              fetch(request) {
                const url = new URL(request.url);
                if (url.pathname === "/throws") { throw new Error("on purpose"); }
                if (url.pathname === "/whole") {
                  return new Response("x".repeat(100000), { status: 203, headers: { "x-own": "yes" } });
                }
                let left = Number(url.searchParams.get("bytes") ?? 0);
                return new Response(new ReadableStream({
                  pull(controller) {
                    if (left > 0) {
                      const size = Math.min(1 << 17, left);
                      left -= url.pathname === "/endless" ? 0 : size;
                      controller.enqueue(new Uint8Array(size));
                    } else if (url.pathname === "/broken") {
                      throw new Error("midway");
                    } else {
                      controller.close();
                    }
                  },
                  cancel() { console.log("left alone"); }
                }), { status: 202, headers: { "x-own": "yes" } });
              }
            };
            """;

    private final Vertx vertx = Vertx.vertx();
    private final GrpcClient grpc = GrpcClient.client(vertx);
    private TestingRegion region;
    private String cookie;
    private String key;
    private byte[] code;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        region = TestingRegion.start(new TestingNetwork(vertx, "fra", "nyc"), vertx, "fra", data.resolve("fra"));
        JsonObject ada = object("userId", "ada", "email", "ada@example.org", "password", "12345678");
        region.post("/v1/account", ada);
        cookie = region.post("/v1/account/sessions/email", ada).response().headers().allValues("Set-Cookie").stream()
                .map(line -> line.substring(0, line.indexOf(';')))
                .collect(Collectors.joining("; "));
        region.post("/v1/teams", object("teamId", "crew", "name", "Crew"), "Cookie", cookie);
        region.post(
                "/v1/projects",
                object("projectId", "atlas", "name", "Atlas", "teamId", "crew", "region", "fra"),
                "Cookie",
                cookie);
        key = key("functions.read", "functions.write", "executions.read", "executions.write");
        code = code(data, CODE);
        deploy("open", code, array("any"));
        deploy("closed", code, array("users"));
        deploy("streaming", code(data, STREAMING), array("users"));
    }

    @AfterAll
    void stop() {
        region.close();
        TestingRegion.wait(vertx.close());
    }

    @Test
    void aKeyExecutesWaitsAndReadsTheRecordLater() {
        Reply reply = execute(
                "closed",
                object("path", "/a?b=c", "method", "PUT", "body", "hi", "headers", object("X-Mine", "1")),
                "X-Appwrite-Key",
                key);

        JsonObject execution = reply.json();
        JsonObject said = new JsonObject(execution.getString("responseBody"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        assertThat(execution.getString("status")).isEqualTo("completed");
        assertThat(execution.getInteger("responseStatusCode")).isEqualTo(203);
        assertThat(execution.getString("functionId")).isEqualTo(execution.getString("resourceId"));
        assertThat(execution.getString("logs")).contains("asked for /a");
        assertThat(execution.getJsonArray("responseHeaders").encode()).contains("x-from");
        assertThat(said)
                .isEqualTo(object(
                        "body",
                        "hi",
                        "query",
                        "b=c",
                        "trigger",
                        "http",
                        "user",
                        "",
                        "id",
                        execution.getString("$id"),
                        "mine",
                        "1"));
        JsonObject kept = record("closed", execution.getString("$id"));
        assertThat(kept.getString("logs")).isEqualTo(execution.getString("logs"));
        assertThat(kept.getString("responseBody")).isEmpty();
    }

    @Test
    void aFunctionThatThrowsIsAFailedExecutionWhoseErrorsOnlyKeysSee() {
        JsonObject keyed = execute("open", object("path", "/broken"), "X-Appwrite-Key", key)
                .json();
        JsonObject guest = execute("open", object("path", "/broken")).json();

        assertThat(keyed.getString("status")).isEqualTo("failed");
        assertThat(keyed.getInteger("responseStatusCode")).isEqualTo(500);
        assertThat(keyed.getString("errors")).contains("on purpose");
        assertThat(guest.getString("status")).isEqualTo("failed");
        assertThat(guest.getString("errors")).isEmpty();
        assertThat(guest.getString("logs")).isEmpty();
    }

    @Test
    void whoMayNotExecuteIsRefused() {
        assertThat(execute("closed", object()).type()).isEqualTo("user_unauthorized");
        assertThat(execute("none", object(), "X-Appwrite-Key", key).type()).isEqualTo("function_not_found");
        assertThat(execute("open", object(), "X-Appwrite-Key", key("functions.read"))
                        .type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(execute("open", object("headers", object("x-appwrite-user-id", "root")))
                        .type())
                .isEqualTo("general_argument_invalid");
        assertThat(execute("open", object("method", "TRACE")).type()).isEqualTo("general_argument_invalid");
    }

    @Test
    void aFunctionWithoutAnActiveDeploymentIsRefused() {
        create("empty", array("any"));

        assertThat(execute("empty", object(), "X-Appwrite-Key", key).type()).isEqualTo("deployment_not_found");
        assertThat(visit("empty", "/").status()).isEqualTo(404);
    }

    @Test
    void aVisitorGetsTheFunctionsOwnAnswerAndTheVisitIsRecorded() {
        Reply reply = visit("open", "/page?x=1");

        assertThat(reply.status()).as(reply.text()).isEqualTo(203);
        assertThat(reply.header("x-from")).isEqualTo("function");
        assertThat(reply.header("Meridian-Region")).isEqualTo("fra");
        assertThat(reply.header("Meridian-Executed-At")).isEqualTo("region:fra");
        String id = reply.header("x-appwrite-execution-id");
        assertThat(reply.json().getString("id")).isEqualTo(id);
        assertThat(reply.json().getString("user")).isEmpty();
        JsonObject kept = awaitRecord("open", id);
        assertThat(kept.getString("logs")).contains("asked for /page");
        assertThat(kept.getString("trigger")).isEqualTo("http");
    }

    @Test
    void aVisitorIsRefusedWhereNotEverybodyMayExecute() {
        assertThat(visit("closed", "/").status()).isEqualTo(401);
        assertThat(visit("none", "/").status()).isEqualTo(404);
    }

    @Test
    void invokeRunsTheSameFunctionWithTheSameRights() {
        InvokeRequest request = InvokeRequest.newBuilder()
                .setFunctionId("closed")
                .setPath("/rpc")
                .putHeaders("X-Mine", "2")
                .setBody(ByteString.copyFromUtf8("bytes"))
                .build();

        Invoked allowed = invoke(request, "x-appwrite-project", "atlas", "x-appwrite-key", key);
        Invoked guest = invoke(request, "x-appwrite-project", "atlas");
        Invoked stranger = invoke(request, "x-appwrite-project", "nowhere");

        assertThat(allowed.status()).isEqualTo(GrpcStatus.OK);
        JsonObject said = new JsonObject(allowed.response().getBody().toStringUtf8());
        assertThat(allowed.response().getStatus()).isEqualTo(203);
        assertThat(allowed.response().getExecutedAt()).isEqualTo("region:fra");
        assertThat(said.getString("body")).isEqualTo("bytes");
        assertThat(said.getString("mine")).isEqualTo("2");
        assertThat(record("closed", allowed.response().getExecutionId()).getString("requestPath"))
                .isEqualTo("/rpc");
        assertThat(guest.status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
        assertThat(guest.message()).startsWith("user_unauthorized");
        assertThat(stranger.status()).isEqualTo(GrpcStatus.NOT_FOUND);
        assertThat(stranger.message()).startsWith("project_not_found");
    }

    @Test
    void overGrpcAResponseComesAsItIsMadeHoweverLongItIs() {
        HeardInvocation whole = over(stream("/?bytes=" + (20 << 20), key));
        HeardInvocation guest = over(stream("/", ""));
        HeardInvocation nowhere = over(invocation("none", "/", "x-appwrite-project", "atlas", "x-appwrite-key", key));

        assertThat(whole.status()).isEqualTo("OK");
        assertThat(whole.order()).containsExactly("HEAD", "BODY", "END");
        assertThat(whole.head().getStatus()).isEqualTo(202);
        assertThat(whole.head().getExecutedAt()).isEqualTo("region:fra");
        assertThat(whole.head().getHeadersList())
                .anyMatch(line -> line.getName().equals("x-own"));
        assertThat(whole.bytes()).isEqualTo(20 << 20);
        assertThat(whole.largest()).isLessThanOrEqualTo(64 << 10);
        assertThat(whole.duration()).isPositive();
        assertThat(record("streaming", whole.head().getExecutionId()).getString("status"))
                .isEqualTo("completed");
        assertThat(guest.order()).isEmpty();
        assertThat(guest.status()).startsWith("UNAUTHENTICATED user_unauthorized: ");
        assertThat(nowhere.status()).startsWith("NOT_FOUND function_not_found: ");
    }

    @Test
    void overGrpcAResponseThatIsNotStreamedComesInPiecesToo() {
        HeardInvocation whole = over(stream("/whole", key));
        HeardInvocation failed = over(stream("/throws", key));

        assertThat(whole.order()).containsExactly("HEAD", "BODY", "END");
        assertThat(whole.head().getStatus()).isEqualTo(203);
        assertThat(whole.text()).isEqualTo("x".repeat(100_000));
        assertThat(whole.largest()).isLessThanOrEqualTo(64 << 10);
        assertThat(failed.status()).isEqualTo("OK");
        assertThat(failed.order()).containsExactly("HEAD", "END");
        assertThat(failed.head().getStatus()).isEqualTo(500);
        assertThat(record("streaming", failed.head().getExecutionId()).getString("errors"))
                .contains("on purpose");
    }

    @Test
    void overGrpcAFunctionThatFailsInItsResponseBreaksItOffWithoutAnEnd() {
        HeardInvocation broken = over(stream("/broken?bytes=1000", key));

        assertThat(broken.order()).startsWith("HEAD").doesNotContain("END");
        assertThat(broken.status())
                .isEqualTo("INTERNAL general_server_error: The function failed in the midst of its response.");
        assertThat(record("streaming", broken.head().getExecutionId()).getString("status"))
                .isEqualTo("failed");
    }

    @Test
    void overGrpcACallerWhoLeavesEndsTheFunctionsCall() {
        HeardInvocation left = stream("/endless?bytes=1", key);
        TestingRegion.wait(left.begun());

        left.cancel();

        String id = left.head().getExecutionId();
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (keyed("/v1/functions/streaming/executions/" + id).status() != 200) {
            assertThat(System.nanoTime()).as("a record in time").isLessThan(until);
        }
        assertThat(record("streaming", id).getString("logs")).contains("left alone");
    }

    private HeardInvocation stream(String path, String as) {
        return as.isEmpty()
                ? invocation("streaming", path, "x-appwrite-project", "atlas")
                : invocation("streaming", path, "x-appwrite-project", "atlas", "x-appwrite-key", as);
    }

    private HeardInvocation invocation(String function, String path, String... metadata) {
        return TestingRegion.wait(HeardInvocation.begin(
                grpc,
                SocketAddress.inetSocketAddress(region.grpcPort(), "127.0.0.1"),
                InvokeRequest.newBuilder().setFunctionId(function).setPath(path).build(),
                metadata));
    }

    private static HeardInvocation over(HeardInvocation call) {
        return TestingRegion.wait(call.over());
    }

    @Test
    void aFunctionsKeyOpensWhatItsScopesSayAndNothingElse() throws Exception {
        deploy("keyed", code, array("any"));
        change("keyed", "users.read");

        JsonObject said = who("keyed");
        String own = said.getString("key");
        Reply denied = asFunction("POST", own, "atlas");

        assertThat(said.getString("endpoint")).isEqualTo("http://fra.localhost/v1");
        assertThat(said.getString("jwt")).isEmpty();
        assertThat(own).startsWith("dynamic_");
        assertThat(asFunction("GET", own, "atlas").status()).isEqualTo(200);
        assertThat(denied.type()).as(denied.text()).isEqualTo("general_unauthorized_scope");
        assertThat(asFunction("GET", own.substring(0, own.length() - 2), "atlas")
                        .type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(asFunction("GET", own, "console").type()).isEqualTo("project_id_missing");
        change("keyed");
        assertThat(asFunction("GET", own, "atlas").type()).isEqualTo("general_unauthorized_scope");
        change("keyed", "users.read");
        assertThat(asFunction("GET", own, "atlas").type())
                .as("a key from before two changes")
                .isEqualTo("general_unauthorized_scope");
        assertThat(keyed("/v1/functions/keyed/executions").text()).doesNotContain("dynamic_");
    }

    @Test
    void aFunctionMayActForTheUserWhoCallsIt() {
        String session = session("grace");

        JsonObject said = new JsonObject(execute("closed", object("path", "/who"), "Cookie", session)
                .json()
                .getString("responseBody"));
        String jwt = said.getString("jwt");

        assertThat(said.getString("user")).isEqualTo("grace");
        assertThat(withToken("/v1/account", jwt).json().getString("$id")).isEqualTo("grace");
        assertThat(region.get("/v1/account", "X-Appwrite-Project", "atlas", "X-Appwrite-JWT", jwt, "Cookie", session)
                        .type())
                .isEqualTo("user_jwt_and_cookie_set");
    }

    @Test
    void aTokenIsItsUserUntilItExpiresOrTheSessionEnds() {
        String session = session("linus");
        String[] own = {"X-Appwrite-Project", "atlas", "Cookie", session};
        Reply made = region.post("/v1/account/jwts", object(), own);
        String jwt = made.json().getString("jwt");
        String spent = region.post("/v1/account/jwts", object("duration", 0), own)
                .json()
                .getString("jwt");

        assertThat(made.status()).isEqualTo(201);
        assertThat(withToken("/v1/account", jwt).json().getString("$id")).isEqualTo("linus");
        assertThat(region.post("/v1/account/jwts", object(), "X-Appwrite-Project", "atlas", "X-Appwrite-JWT", jwt)
                        .type())
                .isEqualTo("user_jwt_creation_denied");
        assertThat(region.post("/v1/account/jwts", object("duration", 3_601), own)
                        .type())
                .isEqualTo("general_argument_invalid");
        for (String bad : new String[] {spent, jwt + "x", "a.b.c", "nonsense"}) {
            assertThat(withToken("/v1/account", bad).type()).as(bad).isEqualTo("user_jwt_invalid");
            assertThat(withToken("/v1/account", bad).status()).isEqualTo(401);
        }
        assertThat(region.get("/v1/account", "X-Appwrite-Project", "console", "X-Appwrite-JWT", jwt)
                        .type())
                .isEqualTo("user_jwt_invalid");
        region.delete("/v1/account/sessions/current", own);
        assertThat(withToken("/v1/account", jwt).type()).isEqualTo("user_jwt_invalid");
    }

    private Reply withToken(String path, String jwt) {
        return region.get(path, "X-Appwrite-Project", "atlas", "X-Appwrite-JWT", jwt);
    }

    private Reply asFunction(String method, String own, String project) {
        String body =
                method.equals("GET") ? "" : object("userId", "made-by-function").encode();
        return region.call(method, "/v1/users", body, "X-Appwrite-Project", project, "X-Appwrite-Key", own);
    }

    private JsonObject who(String function) {
        return new JsonObject(execute(function, object("path", "/who"), "X-Appwrite-Key", key)
                .json()
                .getString("responseBody"));
    }

    private void change(String function, String... scopes) {
        Reply reply = region.call(
                "PUT",
                "/v1/functions/" + function,
                object("name", function, "scopes", array((Object[]) scopes)).encode(),
                "X-Appwrite-Project",
                "atlas",
                "X-Appwrite-Key",
                key);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    /** Signs a user of the project up and in. */
    private String session(String user) {
        JsonObject account = object("userId", user, "email", user + "@example.org", "password", "12345678");
        region.post("/v1/account", account, "X-Appwrite-Project", "atlas");
        return region
                .post("/v1/account/sessions/email", account, "X-Appwrite-Project", "atlas")
                .response()
                .headers()
                .allValues("Set-Cookie")
                .stream()
                .map(line -> line.substring(0, line.indexOf(';')))
                .collect(Collectors.joining("; "));
    }

    private record Invoked(GrpcStatus status, String message, InvokeResponse response) {}

    private Invoked invoke(InvokeRequest request, String... metadata) {
        GrpcClient client = GrpcClient.client(vertx);
        AtomicReference<InvokeResponse> message = new AtomicReference<>(InvokeResponse.getDefaultInstance());
        Invoked invoked = TestingRegion.wait(client.request(
                        SocketAddress.inetSocketAddress(region.grpcPort(), "127.0.0.1"), FunctionsGrpcClient.Invoke)
                .compose(call -> {
                    for (int i = 0; i < metadata.length; i += 2) {
                        call.headers().set(metadata[i], metadata[i + 1]);
                    }
                    return call.send(request);
                })
                .compose(answer -> {
                    answer.handler(message::set);
                    return Future.<Void>future(done -> answer.endHandler(done::complete))
                            .map(end -> new Invoked(
                                    answer.status(), String.valueOf(answer.statusMessage()), message.get()));
                }));
        TestingRegion.wait(client.close());
        return invoked;
    }

    private Reply execute(String function, JsonObject body, String... credentials) {
        String[] headers = new String[credentials.length + 2];
        headers[0] = "X-Appwrite-Project";
        headers[1] = "atlas";
        System.arraycopy(credentials, 0, headers, 2, credentials.length);
        return region.post("/v1/functions/" + function + "/executions", body, headers);
    }

    private Reply visit(String function, String path) {
        return region.get(path, TestingExchange.PROJECT, "atlas", TestingExchange.RESOURCE, function);
    }

    private JsonObject record(String function, String id) {
        return keyed("/v1/functions/" + function + "/executions/" + id).json();
    }

    private Reply keyed(String path) {
        return region.get(path, "X-Appwrite-Project", "atlas", "X-Appwrite-Key", key);
    }

    /** A visitor is answered before the record is kept. */
    private JsonObject awaitRecord(String function, String id) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < until) {
            JsonObject record = record(function, id);
            if (record.containsKey("$id")) {
                return record;
            }
        }
        throw new AssertionError("no record of " + id);
    }

    private String key(String... scopes) {
        return region.post(
                        "/v1/project/keys",
                        object("keyId", "unique()", "name", "k", "scopes", array((Object[]) scopes)),
                        "Cookie",
                        cookie,
                        "X-Appwrite-Project",
                        "atlas",
                        "X-Appwrite-Mode",
                        "admin")
                .json()
                .getString("secret");
    }

    private void create(String id, JsonArray execute) {
        JsonObject function = object(
                "functionId", id, "name", id, "runtime", "edge-js-1", "entrypoint", "index.js", "execute", execute);
        Reply reply = region.post("/v1/functions", function, "X-Appwrite-Project", "atlas", "X-Appwrite-Key", key);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private void deploy(String id, byte[] code, JsonArray execute) throws Exception {
        create(id, execute);
        byte[] form = new TestingForm()
                .field("activate", "true")
                .file("code", "code.tar.gz", code)
                .bytes();
        HttpRequest upload = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + region.port + "/v1/functions/" + id + "/deployments"))
                .headers("Content-Type", TestingForm.TYPE, "X-Appwrite-Project", "atlas", "X-Appwrite-Key", key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(upload, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(202);
        }
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (keyed("/v1/functions/" + id).json().getString("deploymentId").isEmpty()) {
            assertThat(System.nanoTime()).as("a build in time").isLessThan(until);
        }
    }

    private static byte[] code(Path folder, String source) throws Exception {
        Path files = Files.createTempDirectory(folder, "source");
        Files.writeString(files.resolve("index.js"), source);
        Path tar = folder.resolve(files.getFileName() + ".tar.gz");
        Archive.pack(files, tar);
        return Files.readAllBytes(tar);
    }
}
