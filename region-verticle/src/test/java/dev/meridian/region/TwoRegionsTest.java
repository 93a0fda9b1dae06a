package dev.meridian.region;

import static dev.meridian.region.TestingRegion.array;
import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.registry.v1.NewestRequest;
import dev.meridian.proto.registry.v1.NewestResponse;
import dev.meridian.proto.registry.v1.RegistryGrpcClient;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.proto.registry.v1.WatchResponse;
import dev.meridian.region.TestingRegion.Reply;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console in {@code fra}, projects homed in {@code fra} and {@code nyc}, each with its real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TwoRegionsTest {

    private static final String PASSWORD = "correct horse";

    private final Vertx vertx = Vertx.vertx();
    private final TestingNetwork network = new TestingNetwork(vertx, "fra", "nyc", "syd");
    private TestingRegion fra;
    private TestingRegion nyc;
    private String cookie;

    @BeforeAll
    void start(@TempDir Path data) {
        fra = TestingRegion.start(network, vertx, "fra", data.resolve("fra"));
        nyc = TestingRegion.start(network, vertx, "nyc", data.resolve("nyc"));
        fra.post(
                "/v1/account",
                object("userId", "ada", "email", "Ada@Example.org", "password", PASSWORD, "name", "Ada"));
        cookie = logIn("ada@example.org");
        fra.post("/v1/teams", object("teamId", "crew", "name", "Crew"), "Cookie", cookie);
    }

    @AfterAll
    void stop() {
        fra.close();
        nyc.close();
        TestingRegion.wait(vertx.close());
    }

    @Test
    void aProjectIsMadeInItsHomeAndServedThereOnly() {
        Reply made = project("atlas", "nyc");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().getString("region")).isEqualTo("nyc");
        assertThat(made.json().getString("$createdAt"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00");

        assertThat(nyc.get("/v1/ping", "X-Appwrite-Project", "atlas").text()).isEqualTo("Pong!");
        assertThat(fra.get("/v1/ping", "X-Appwrite-Project", "atlas").type()).isEqualTo("project_not_found");
        assertThat(fra.get("/v1/projects", "Cookie", cookie).text()).contains("\"atlas\"");
        assertThat(project("atlas", "fra").type()).isEqualTo("project_already_exists");
    }

    @Test
    void anAdministratorMakesAKeyThatThenWorksWithinItsScopes() {
        project("keyed", "nyc");
        String key = key("keyed", "users.read", "users.write");

        Reply user = nyc.post(
                "/v1/users",
                object("userId", "unique()", "email", "u@example.org", "password", PASSWORD),
                "X-Appwrite-Project",
                "keyed",
                "X-Appwrite-Key",
                key);
        assertThat(user.status()).isEqualTo(201);
        assertThat(user.json().getString("$id")).matches("[0-9a-f]{20}");

        Reply list = nyc.get(
                "/v1/users?queries[0]=" + encoded("{\"method\":\"limit\",\"values\":[1]}"),
                "X-Appwrite-Project",
                "keyed",
                "X-Appwrite-Key",
                key);
        assertThat(list.json().getInteger("total")).isEqualTo(1);
        assertThat(list.text()).doesNotContain(PASSWORD);

        Reply refused = nyc.get("/v1/teams", "X-Appwrite-Project", "keyed", "X-Appwrite-Key", key);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.type()).isEqualTo("general_unauthorized_scope");
        assertThat(refused.json().getString("message")).contains("applications").contains("teams.read");

        Reply foreign = nyc.get("/v1/users", "X-Appwrite-Project", made("other", "nyc"), "X-Appwrite-Key", key);
        assertThat(foreign.type()).isEqualTo("project_id_missing");
    }

    @Test
    void aProjectThatRemovesItselfLeavesTheConsolesList() {
        project("fleeting", "nyc");
        String[] server = {"X-Appwrite-Project", "fleeting", "X-Appwrite-Key", key("fleeting", "project.write")};
        nyc.call("PUT", "/v1/project/labels", object("labels", array("brief")).encode(), server);
        assertThat(fra.get("/v1/projects/fleeting", "Cookie", cookie).json().getJsonArray("labels"))
                .isEqualTo(array("brief"));

        assertThat(nyc.delete("/v1/project", server).status()).isEqualTo(204);

        long end = System.nanoTime() + 20_000_000_000L;
        while (fra.get("/v1/projects", "Cookie", cookie).text().contains("\"fleeting\"")) {
            assertThat(System.nanoTime()).as("it is still listed").isLessThan(end);
        }
        assertThat(nyc.get("/v1/ping", "X-Appwrite-Project", "fleeting").type()).isEqualTo("project_not_found");
    }

    @Test
    void somebodyOutsideTheTeamIsNoAdministrator() {
        project("closed", "nyc");
        fra.post("/v1/account", object("userId", "eve", "email", "eve@example.org", "password", PASSWORD));
        String eve = logIn("eve@example.org");

        Reply reply = nyc.post(
                "/v1/project/keys",
                object("keyId", "unique()", "name", "k", "scopes", array("users.read")),
                "Cookie",
                eve,
                "X-Appwrite-Project",
                "closed",
                "X-Appwrite-Mode",
                "admin");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(fra.get("/v1/projects/closed", "Cookie", eve).type()).isEqualTo("project_not_found");
        assertThat(fra.call("PATCH", "/v1/projects/closed", "{\"name\":\"x\"}", "Cookie", eve)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aUserOfAProjectLogsInAndOut() {
        project("people", "fra");
        fra.post(
                "/v1/account",
                object("userId", "bob", "email", "bob@example.org", "password", PASSWORD),
                "X-Appwrite-Project",
                "people");
        Reply session = fra.post(
                "/v1/account/sessions/email",
                object("email", "bob@example.org", "password", PASSWORD),
                "X-Appwrite-Project",
                "people");
        String bob = cookies(session);
        assertThat(session.json().getString("secret")).isEmpty();
        assertThat(session.response().headers().allValues("Set-Cookie"))
                .hasSize(2)
                .allMatch(c -> c.contains("HttpOnly"));

        Reply account = fra.get("/v1/account", "X-Appwrite-Project", "people", "Cookie", bob);
        assertThat(account.json().getString("$id")).isEqualTo("bob");
        assertThat(account.json().containsKey("password")).isFalse();
        assertThat(fra.get("/v1/account", "X-Appwrite-Project", "people").type())
                .isEqualTo("general_unauthorized_scope");
        assertThat(fra.delete("/v1/account/sessions/current", "X-Appwrite-Project", "people", "Cookie", bob)
                        .status())
                .isEqualTo(204);
        assertThat(fra.get("/v1/account", "X-Appwrite-Project", "people", "Cookie", bob)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aServerSeesTheSessionSecretThatItKeepsForItsUser() {
        project("ssr", "fra");
        String key = key("ssr", "users.write", "sessions.write");
        fra.post(
                "/v1/users",
                object("userId", "carl", "email", "carl@example.org", "password", PASSWORD),
                "X-Appwrite-Project",
                "ssr",
                "X-Appwrite-Key",
                key);
        String secret = fra.post(
                        "/v1/account/sessions/email",
                        object("email", "carl@example.org", "password", PASSWORD),
                        "X-Appwrite-Project",
                        "ssr",
                        "X-Appwrite-Key",
                        key)
                .json()
                .getString("secret");

        assertThat(fra.get("/v1/account", "X-Appwrite-Project", "ssr", "X-Appwrite-Session", secret)
                        .json()
                        .getString("$id"))
                .isEqualTo("carl");
        assertThat(fra.get(
                                "/v1/account",
                                "X-Appwrite-Project",
                                "ssr",
                                "X-Appwrite-Session",
                                secret,
                                "X-Appwrite-JWT",
                                "x")
                        .type())
                .isEqualTo("user_jwt_and_cookie_set");
    }

    @Test
    void aProjectInARegionThatIsDownIsRefusedForNow() {
        assertThat(project("later", "syd").status()).isEqualTo(503);
        assertThat(fra.get("/v1/projects", "Cookie", cookie).text()).doesNotContain("\"later\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | /v1/account | {"email":"x@y.org","password":"12345678"} | 400 | Param "userId" is not optional.
            POST | /v1/account | {"userId":"_x","email":"x@y.org","password":"12345678"} | 400 | Invalid `userId` param
            POST | /v1/account | {"userId":"x","email":"nope","password":"12345678"} | 400 | Invalid `email` param
            POST | /v1/account | {"userId":"x","email":"x@y.org","password":"short"} | 400 | Invalid `password` param
            POST | /v1/account | {"userId":"x" | 400 | The request body is not a JSON object
            POST | /v1/account | [] | 400 | The request body is not a JSON object
            POST | /v1/account/sessions/email | {"email":"ada@example.org","password":"wrong wrong"} | 401 | Invalid credentials
            POST | /v1/account/sessions/email | {"email":"no@example.org","password":"wrong wrong"} | 401 | Invalid credentials
            POST | /v1/account | {"userId":"ada","email":"new@y.org","password":"12345678"} | 409 | already exists
            POST | /v1/projects | {"projectId":"p","name":"p","teamId":"crew"} | 401 | missing scopes
            GET | /v1/account | {} | 401 | missing scopes
            PUT | /v1/account | {} | 404 | route was not found
            """)
    void whatIsWrongIsRefusedInTheContractsWords(String method, String path, String body, int status, String message) {
        Reply reply = fra.call(method, path, body);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().getString("message")).contains(message);
        assertThat(reply.json().getInteger("code")).isEqualTo(status);
        assertThat(reply.header("Cache-Control")).contains("no-store");
        assertThat(reply.text()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "'','name','crew',400",
        "'lost','nowhere','crew',400",
        "'lost','fra','no-team',404",
        "'console','fra','crew',400"
    })
    void aProjectThatCannotBeIsNotMade(String id, String region, String team, int status) {
        Reply reply = fra.post(
                "/v1/projects",
                object("projectId", id, "name", "n", "teamId", team, "region", region),
                "Cookie",
                cookie);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(fra.get("/v1/projects", "Cookie", cookie).text()).doesNotContain("\"lost\"");
    }

    @Test
    void aPageOfAForeignOriginIsRefusedAndOneOfOursIsNot() {
        Reply foreign = fra.get("/v1/account", "Origin", "https://evil.example", "Cookie", cookie);
        assertThat(foreign.type()).isEqualTo("general_unknown_origin");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();

        Reply ours = fra.get("/v1/account", "Origin", "http://localhost:3000", "Cookie", cookie);
        assertThat(ours.status()).isEqualTo(200);
        assertThat(ours.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");

        Reply preflight = fra.call("OPTIONS", "/v1/anything", "", "Origin", "https://evil.example");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("X-Appwrite-Project");
    }

    @Test
    void aWatcherSeesEveryVersionInOrderWhileManyWrite() {
        Promise<List<WatchResponse>> seen = Promise.promise();
        List<WatchResponse> responses = new CopyOnWriteArrayList<>();
        RegistryGrpcClient client = RegistryGrpcClient.create(
                GrpcClient.client(vertx), SocketAddress.inetSocketAddress(nyc.grpcPort(), "127.0.0.1"));
        client.watch(WatchRequest.newBuilder().setNode("edge-nyc").build())
                .onFailure(seen::tryFail)
                .onSuccess(stream -> stream.handler(response -> {
                    responses.add(response);
                    boolean last = response.getRecordsList().stream()
                            .anyMatch(r -> r.getKey().equals("project/last"));
                    if (last) {
                        seen.tryComplete(responses);
                    }
                }));

        List<Thread> writers = IntStream.range(0, 6)
                .mapToObj(i -> Thread.ofVirtual().start(() -> project("burst" + i, "nyc")))
                .toList();
        writers.forEach(TwoRegionsTest::join);
        project("last", "nyc");

        List<WatchResponse> all = TestingRegion.wait(seen.future());
        long newest = all.getLast().getVersion();
        assertThat(TestingRegion.wait(client.newest(NewestRequest.getDefaultInstance())))
                .isEqualTo(NewestResponse.newBuilder()
                        .setEpoch(all.getLast().getEpoch())
                        .setVersion(newest)
                        .build());
        assertThat(all.getFirst().getReset()).isTrue();
        AtomicLong version = new AtomicLong();
        all.stream()
                .flatMap(response -> response.getRecordsList().stream())
                .forEach(entry -> assertThat(entry.getVersion()).isGreaterThan(version.getAndSet(entry.getVersion())));
        assertThat(all.stream().flatMap(r -> r.getRecordsList().stream()).map(r -> r.getKey()))
                .contains("project/burst0", "project/burst5", "project/last")
                .doesNotHaveDuplicates();
    }

    @Test
    void aDeletedProjectIsGoneEverywhereAndItsNameIsFreeAgain() {
        project("brief", "nyc");
        String key = key("brief", "users.read");

        assertThat(fra.delete("/v1/projects/brief", "Cookie", cookie).status()).isEqualTo(204);

        assertThat(nyc.get("/v1/users", "X-Appwrite-Project", "brief", "X-Appwrite-Key", key)
                        .type())
                .isEqualTo("project_not_found");
        assertThat(project("brief", "fra").status()).isEqualTo(201);
    }

    @Test
    void aDeletedProjectReleasesEveryNameThatItHad() {
        project("wide", "nyc");
        String[] keyed = {
            "X-Appwrite-Project",
            "wide",
            "X-Appwrite-Key",
            key("wide", "functions.write", "rules.write", "databases.write", "tables.write")
        };
        nyc.post("/v1/functions", object("functionId", "broad", "name", "n", "runtime", "edge-js-1"), keyed);
        Reply rule = nyc.post(
                "/v1/proxy/rules/function", object("domain", "broad.example.com", "functionId", "broad"), keyed);
        nyc.post("/v1/tablesdb", object("databaseId", "d", "name", "d"), keyed);
        nyc.post("/v1/tablesdb/d/tables", object("tableId", "t", "name", "t"), keyed);
        assertThat(rule.status()).as(rule.text()).isEqualTo(201);
        assertThat(claimed("label", "broad")).isTrue();

        assertThat(fra.delete("/v1/projects/wide", "Cookie", cookie).status()).isEqualTo(204);

        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (claimed("label", "broad") || claimed("domain", "broad.example.com") || claimed("project", "wide")) {
            assertThat(System.nanoTime()).as("names are free in time").isLessThan(until);
        }
    }

    /** Whether a region that has no part in it is refused the name. */
    private boolean claimed(String kind, String name) {
        var events = network.node("syd", Path.of("unused")).events();
        boolean refused = !TestingRegion.wait(events.claim(kind, name, "syd"));
        TestingRegion.wait(events.release(kind, name, "syd"));
        return refused;
    }

    private Reply project(String id, String region) {
        return fra.post(
                "/v1/projects",
                object("projectId", id, "name", id, "teamId", "crew", "region", region),
                "Cookie",
                cookie);
    }

    private String made(String id, String region) {
        return project(id, region).json().getString("$id");
    }

    private String key(String project, Object... scopes) {
        TestingRegion home = fra.get("/v1/ping", "X-Appwrite-Project", project).status() == 200 ? fra : nyc;
        JsonObject made = home.post(
                        "/v1/project/keys",
                        object("keyId", "unique()", "name", "k", "scopes", array(scopes)),
                        "Cookie",
                        cookie,
                        "X-Appwrite-Project",
                        project,
                        "X-Appwrite-Mode",
                        "admin")
                .json();
        assertThat(made.getString("secret")).startsWith("standard_");
        return made.getString("secret");
    }

    private String logIn(String email) {
        return cookies(fra.post("/v1/account/sessions/email", object("email", email, "password", PASSWORD)));
    }

    private static String cookies(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.response().headers().allValues("Set-Cookie").getFirst();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
