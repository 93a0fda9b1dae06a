package dev.meridian.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.Wait;
import dev.meridian.core.config.Secret;
import dev.meridian.core.purge.PurgePlane;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.State;
import dev.meridian.router.map.MapSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(90)
class NetworkMapTest {

    private static final String DATA = "/.meridian/map";
    private static final String PASSWORD = "correct horse battery";
    private static final MapSettings PROTECTED =
            new MapSettings(MapSettings.Access.PROTECTED, Optional.of(new Secret(PASSWORD)));
    private static final MapSettings UNSET = new MapSettings(MapSettings.Access.PROTECTED, Optional.empty());
    private static final MapSettings OFF = new MapSettings(MapSettings.Access.OFF, Optional.empty());

    private final List<RouterStage> stages = new ArrayList<>();

    @AfterEach
    void close() {
        stages.forEach(RouterStage::close);
    }

    private RouterStage stage(MapSettings map) {
        RouterStage stage = new RouterStage(map);
        stages.add(stage);
        return stage;
    }

    private static JsonObject snapshot(RouterStage stage) {
        RouterStage.Answer answer = stage.ask(HttpMethod.GET, "localhost", DATA);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().toJsonObject();
    }

    @Test
    void aSnapshotTellsOfNodesFlowsAndRoundTripsAndOfNoAddress() {
        RouterStage stage = stage(RouterStage.OPEN);
        TestingNetwork.of(stage, 2).beat();

        RouterStage.Answer answer = stage.ask(HttpMethod.GET, "localhost", DATA);
        JsonObject snapshot = answer.body().toJsonObject();

        assertThat(answer.header("content-type")).isEqualTo("application/json; charset=UTF-8");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(snapshot.getString("router")).isEqualTo("router-1");
        assertThat(snapshot.getJsonObject("nodes").fieldNames())
                .containsExactlyInAnyOrder("router-1", "region-fra", "region-nyc", "edge-0", "edge-1");
        assertThat(snapshot.getJsonObject("nodes").getJsonObject("region-nyc").getMap())
                .containsEntry("kind", "region")
                .containsEntry("site", "nyc")
                .containsEntry("place", "New York")
                .containsEntry("latitude", 40.71)
                .containsEntry("longitude", -74.01)
                .containsEntry("condition", "serving")
                .containsEntry("load", 0.25);
        assertThat(snapshot.getJsonObject("flows").getDouble("router-1>edge-0")).isEqualTo(12);
        assertThat(snapshot.getJsonObject("roundTrips").getDouble("edge-1>region-nyc"))
                .isEqualTo(4.2);
        assertThat(answer.body().toString()).doesNotContain("127.0.0.1").doesNotContain(".test:80");
    }

    @Test
    void ratesAreTheGrowthOfWhatNodesCount() {
        RouterStage stage = stage(RouterStage.OPEN);
        TestingNetwork network = TestingNetwork.of(stage, 1);
        Wait.until("the rates of an edge", () -> {
            network.beat();
            JsonObject edge = snapshot(stage).getJsonObject("nodes").getJsonObject("edge-0");
            return Double.valueOf(50).equals(edge.getDouble("requestsPerSecond"))
                    && Double.valueOf(5).equals(edge.getDouble("executionsPerSecond"))
                    && Double.valueOf(0.8).equals(edge.getDouble("hitRatio"));
        });
    }

    @Test
    void thePageIsAnsweredWithHeadersThatLetInNothingForeign() {
        RouterStage stage = stage(RouterStage.OPEN);

        RouterStage.Answer page = stage.ask(HttpMethod.GET, "localhost", "/");
        RouterStage.Answer script = stage.ask(HttpMethod.GET, "localhost", DATA + "/main.js");
        RouterStage.Answer again =
                stage.ask(HttpMethod.GET, "localhost", DATA + "/main.js", "if-none-match", script.header("etag"));
        RouterStage.Answer head = stage.ask(HttpMethod.HEAD, "localhost", "/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("content-security-policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(page.body().toString())
                .doesNotContain("style=")
                .doesNotContain("<style")
                .doesNotContain("<script>");
        assertThat(script.header("content-type")).startsWith("text/javascript");
        assertThat(again.status()).isEqualTo(304);
        assertThat(head.body().length()).isZero();
        assertThat(head.header("content-length"))
                .isEqualTo(Integer.toString(page.body().length()));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "127.0.0.1, true",
        "network.localhost, true",
        "fra.localhost, false",
        "hello.network.localhost, false",
        "hello.nyc.run.localhost, false",
        "site.example.com, false",
        "elsewhere.example.com, false"
    })
    void onlyHostsThatAreTheNetworksOwnHaveTheMap(String host, boolean isOwn) {
        RouterStage stage = stage(RouterStage.OPEN);

        RouterStage.Answer page = stage.ask(HttpMethod.GET, host, "/");
        RouterStage.Answer data = stage.ask(HttpMethod.GET, host, DATA);

        assertThat(page.body().toString().contains("Meridian map")).isEqualTo(isOwn);
        assertThat(data.status()).isEqualTo(isOwn ? 200 : 404);
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1", "GET, /index.html", "GET, /?a=/.meridian/map/main.js/", "POST, /"})
    void everythingButTheRootKeepsItsWay(HttpMethod method, String uri) {
        RouterStage stage = stage(RouterStage.OPEN);
        stage.peer(Kind.KIND_REGION, "region-fra", "fra", RouterStage.named("the region"));

        boolean isRoot = method.equals(HttpMethod.GET) && uri.startsWith("/?");

        assertThat(stage.ask(method, "localhost", uri).body().toString().equals("the region"))
                .isNotEqualTo(isRoot);
    }

    @Test
    void aProtectedMapShowsItsPageAndAsksForThePasswordBeforeItTellsAnything() {
        RouterStage stage = stage(PROTECTED);
        TestingNetwork.of(stage, 1).beat();

        RouterStage.Answer page = stage.ask(HttpMethod.GET, "localhost", "/");
        RouterStage.Answer refused = stage.ask(HttpMethod.GET, "localhost", DATA);
        RouterStage.Answer changes = stage.ask(HttpMethod.GET, "localhost", DATA + "/changes");
        RouterStage.Answer wrong = stage.ask(HttpMethod.GET, "localhost", DATA, "authorization", basic("wrong"));
        RouterStage.Answer right = stage.ask(HttpMethod.GET, "localhost", DATA, "authorization", basic(PASSWORD));

        assertThat(page.status()).isEqualTo(200);
        for (RouterStage.Answer answer : List.of(refused, changes, wrong)) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).startsWith("Basic realm=");
            assertThat(answer.body().toJsonObject().getString("type")).isEqualTo("general_access_forbidden");
            assertThat(answer.body().toString()).doesNotContain("edge-0").doesNotContain("wrong");
        }
        assertThat(right.body().toJsonObject().getJsonObject("nodes").fieldNames())
                .contains("edge-0");
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("ada:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void withoutAPasswordThePageSaysHowToSetOneAndThereIsNoData() {
        RouterStage stage = stage(UNSET);

        RouterStage.Answer page = stage.ask(HttpMethod.GET, "localhost", "/");

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body().toString()).contains("router.map.password");
        assertThat(stage.ask(HttpMethod.GET, "localhost", DATA).status()).isEqualTo(404);
        assertThat(stage.ask(HttpMethod.GET, "localhost", DATA + "/changes", "authorization", basic(""))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aMapThatIsOffIsAsIfItWereNotThere() {
        RouterStage stage = stage(OFF);
        stage.peer(Kind.KIND_REGION, "region-fra", "fra", RouterStage.named("the region"));

        assertThat(stage.ask(HttpMethod.GET, "localhost", "/").body()).hasToString("the region");
        assertThat(stage.ask(HttpMethod.GET, "localhost", DATA).status()).isEqualTo(404);
        assertThat(stage.ask(HttpMethod.GET, "localhost", DATA + "/main.js").status())
                .isEqualTo(404);
    }

    @Test
    void aStreamBeginsWithASnapshotAndGoesOnWithWhatChanges() {
        RouterStage stage = stage(RouterStage.OPEN);
        TestingNetwork network = TestingNetwork.of(stage, 2);
        network.beat();

        MapStream stream = MapStream.open(stage, "");
        MapStream.Event first = stream.await("a snapshot", event -> event.name().equals("snapshot"));
        network.become("edge-1", node -> TestingNodes.unreachable(node));
        MapStream.Event lost =
                stream.await("the edge is lost", event -> told(event).contains("condition"));
        network.remove("edge-0");
        MapStream.Event gone = stream.await(
                "the other is gone",
                event -> event.data().getJsonObject("nodes", new JsonObject()).containsKey("gone"));

        assertThat(stream.headers().get("content-type")).isEqualTo("text/event-stream");
        assertThat(first.data().getJsonObject("nodes").fieldNames()).contains("edge-0", "edge-1");
        assertThat(told(lost)).contains("\"condition\":\"unreachable\"").doesNotContain("kind", "load");
        assertThat(gone.data().getJsonObject("nodes").getJsonArray("gone")).isEqualTo(new JsonArray().add("edge-0"));
        assertThat(stream.events()).extracting(MapStream.Event::name).containsOnlyOnce("snapshot");
        JsonArray changes = snapshot(stage).getJsonArray("changes");
        assertThat(changes.stream().map(it -> words((JsonObject) it)))
                .contains("edge-1 unreachable the relay does not reach it")
                .anyMatch(words -> words.startsWith("edge-0 forgotten "));
    }

    private static String told(MapStream.Event delta) {
        return MapStream.set(delta, "nodes", "edge-1").map(Object::toString).orElse("");
    }

    private static String words(JsonObject change) {
        return change.getString("node") + ' ' + change.getString("what") + ' ' + change.getString("reason");
    }

    @Test
    void whoWasAwayForAMomentGetsWhatItMissedAndWhoWasAwayForLongerASnapshot() {
        RouterStage stage = stage(RouterStage.OPEN);
        TestingNetwork network = TestingNetwork.of(stage, 2);
        network.beat();
        MapStream keepsLooking = MapStream.open(stage, "");
        String id = keepsLooking
                .await("a snapshot", event -> event.name().equals("snapshot"))
                .id();
        network.become("edge-1", node -> TestingNodes.in(node, State.STATE_DRAINING));
        keepsLooking.await("a change", event -> event.name().equals("delta"));

        MapStream back = MapStream.open(stage, id);
        MapStream stranger = MapStream.open(stage, "another-1");
        MapStream malformed = MapStream.open(stage, id + "x");

        assertThat(back.await("what was missed", event -> true).name()).isEqualTo("delta");
        assertThat(stranger.await("all of it", event -> true).name()).isEqualTo("snapshot");
        assertThat(malformed.await("all of it", event -> true).name()).isEqualTo("snapshot");
    }

    @Test
    void purgesAndActivationsAreToldWithoutTheirProjectWhereTheMapIsOpen() {
        RouterStage stage = stage(RouterStage.OPEN);
        MapStream stream = MapStream.open(stage, "");
        stream.await("a snapshot", event -> event.name().equals("snapshot"));

        purgeAndActivate(stage);

        List<JsonObject> told = told(stream);
        assertThat(told.get(0).getString("kind")).isEqualTo("purge");
        assertThat(told.get(0).getString("region")).isEqualTo("nyc");
        assertThat(told.get(0).getString("scope")).isEqualTo("2 URLs, 1 prefix");
        assertThat(told.get(1).getString("kind")).isEqualTo("activation");
        assertThat(told.get(1).getString("resource")).isEqualTo("function");
        assertThat(told.toString())
                .doesNotContain("shop")
                .doesNotContain("hello")
                .doesNotContain("secret");
    }

    @Test
    void aProtectedMapNamesProjects() {
        RouterStage stage = stage(PROTECTED);
        purgeAndActivate(stage);

        Wait.until(
                "both are told",
                () -> stage
                        .ask(HttpMethod.GET, "localhost", DATA, "authorization", basic(PASSWORD))
                        .body()
                        .toJsonObject()
                        .getJsonArray("events")
                        .stream()
                        .map(event -> ((JsonObject) event).getString("project"))
                        .toList()
                        .equals(List.of("shop", "shop")));
    }

    private static void purgeAndActivate(RouterStage stage) {
        Purge purge = Purge.newBuilder()
                .setRegion("nyc")
                .setProject("shop")
                .addUrls("shop.example.com/secret")
                .addUrls("/secret")
                .addPrefixes("/secret")
                .build();
        stage.events.publish(PurgePlane.PURGES, Buffer.buffer(purge.toByteArray()));
        stage.events.publish(PurgePlane.PURGES, Buffer.buffer(new byte[] {1, 2, 3}));
        stage.registry.become(registry("d2"));
    }

    private static RegistrySnapshot registry(String deployment) {
        Record project = Record.newBuilder()
                .setProject(Project.newBuilder().setProjectId("shop").setHomeRegion("nyc"))
                .build();
        Record function = Record.newBuilder()
                .setFunction(Function.newBuilder()
                        .setProjectId("shop")
                        .setFunctionId("hello")
                        .setDeploymentId(deployment))
                .build();
        return new RegistrySnapshot(Map.of("nyc", Map.of("project/shop", project, "function/hello", function)));
    }

    private static List<JsonObject> told(MapStream stream) {
        List<JsonObject> told = new ArrayList<>();
        Wait.until("two events are told", () -> {
            told.clear();
            stream.events()
                    .forEach(event -> event.data()
                            .getJsonArray("events", new JsonArray())
                            .forEach(one -> told.add((JsonObject) one)));
            return told.size() >= 2;
        });
        return told;
    }

    @Test
    void moreViewersThanMayAreToldToComeAgainAndOneThatGoesMakesRoom() {
        RouterStage stage = stage(RouterStage.OPEN);
        List<MapStream> open = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            open.add(MapStream.open(stage, ""));
        }

        MapStream refused = MapStream.open(stage, "");

        assertThat(open).extracting(MapStream::status).containsOnly(200);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers().get("retry-after")).isEqualTo("5");
        open.getFirst().leave();
        Wait.until("there is room again", () -> MapStream.open(stage, "").status() == 200);
    }

    @Test
    void aRouterThatDrainsEndsItsStreamsAndTakesNoMore() {
        RouterStage stage = stage(RouterStage.OPEN);
        TestingNetwork network = TestingNetwork.of(stage, 1);
        MapStream stream = MapStream.open(stage, "");
        stream.await("a snapshot", event -> true);

        network.become("router-1", node -> TestingNodes.in(node, State.STATE_DRAINING));

        Wait.until("the stream ends", stream::isEnded);
        assertThat(MapStream.open(stage, "").status()).isEqualTo(503);
    }

    @Test
    void aThousandNodesFitIntoOneSnapshotAndTheirChangesIntoSmallDeltas() {
        RouterStage stage = stage(RouterStage.OPEN);
        TestingNetwork network = TestingNetwork.of(stage, 1_000);
        network.beat();
        MapStream stream = MapStream.open(stage, "");
        MapStream.Event first = stream.await("a snapshot", event -> event.name().equals("snapshot"));

        network.become(TestingNodes::loaded, 0.9);
        Set<String> told = new HashSet<>();
        Wait.until("every change is told", () -> {
            stream.events().stream()
                    .filter(event -> event.name().equals("delta"))
                    .forEach(event -> told.addAll(event.data()
                            .getJsonObject("nodes", new JsonObject())
                            .getJsonObject("set", new JsonObject())
                            .fieldNames()));
            return told.size() >= 1_003;
        });

        assertThat(first.data().encode().length()).isLessThan(1 << 20);
        assertThat(first.data().getJsonObject("roundTrips").size()).isBetween(3_000, 4_100);
        assertThat(stream.events().stream()
                        .filter(event -> event.name().equals("delta"))
                        .map(event -> event.data().encode().length())
                        .collect(Collectors.toList()))
                .hasSizeGreaterThan(2)
                .allMatch(length -> length < 64 << 10);
    }

    @ParameterizedTest
    @CsvSource({"lat=1&lon=200", "lat=91&lon=0", "lat=NaN&lon=0", "lat=1", "lon=1", "lat=a&lon=1"})
    void aPlaceThatIsNoneIsRefused(String query) {
        RouterStage stage = stage(RouterStage.OPEN);

        RouterStage.Answer answer = stage.ask(HttpMethod.GET, "localhost", "/.meridian/route?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().toJsonObject().getString("type")).isEqualTo("general_argument_invalid");
    }

    @Test
    void aPlanMayBeAskedForFromAPlace() {
        RouterStage stage = stage(RouterStage.OPEN);
        TestingNetwork.of(stage, 0);
        stage.nodes.add(TestingNodes.edge("edge-sgp", "sgp"));
        stage.nodes.add(TestingNodes.edge("edge-lon", "lon"));

        JsonObject plan = stage.ask(
                        HttpMethod.GET,
                        "localhost",
                        "/.meridian/route?host=hello.network.localhost&lat=3.1&lon=101.7&ip=192.0.2.1")
                .body()
                .toJsonObject();

        assertThat(plan.getString("node")).isEqualTo("edge-sgp");
        assertThat(plan.getJsonObject("client").getString("source")).isEqualTo("given");
        assertThat(plan.getJsonObject("client").getDouble("latitude")).isEqualTo(3.1);
    }
}
