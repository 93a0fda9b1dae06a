package dev.meridian.region.functions;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.proto.deployments.v1.DeploymentsGrpcClient;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.ReportRequest;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.proxy.DomainRules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.server.GrpcServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Where and how functions are executed, as their owners say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class PlacingTest {

    private final MovingClock clock = new MovingClock();
    private FunctionsNode node;

    @BeforeAll
    void start(@TempDir Path data) {
        node = new FunctionsNode(data, clock);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void aFunctionIsExecutedAtEdgesUntilItsOwnerSaysOtherwise() throws Exception {
        node.create("p1", "moving", 15);

        JsonObject before = read("moving");
        long version = told("moving").getConfiguration();
        JsonObject set =
                put("moving", object("placement", "region", "cpuTime", 200)).json();

        assertThat(before).isEqualTo(model("moving", "edge", "edge"));
        assertThat(set).isEqualTo(model("moving", "region", "region").put("cpuTime", 200));
        assertThat(read("moving")).isEqualTo(set);
        assertThat(told("moving").getPlacement()).isEqualTo(Placement.PLACEMENT_REGION);
        assertThat(told("moving").getConfiguration()).isGreaterThan(version);
        put("moving", object("placement", "edge"));
        assertThat(read("moving")).isEqualTo(before);
        assertThat(told("moving").getPlacement()).isEqualTo(Placement.PLACEMENT_EDGE);
    }

    @Test
    void otherSettingsOfAFunctionLeaveItsPlaceAlone() throws Exception {
        node.create("p1", "staying", 15);
        put("staying", object("placement", "region", "cpuTime", 7));

        node.send("PUT", "p1", "/v1/functions/staying", object("name", "new"), "key");

        assertThat(read("staying"))
                .isEqualTo(model("staying", "region", "region").put("cpuTime", 7));
        assertThat(told("staying").getPlacement()).isEqualTo(Placement.PLACEMENT_REGION);
        assertThat(told("staying").getName()).isEqualTo("new");
        assertThat(node.send("GET", "p1", "/v1/functions", object(), "key").text())
                .contains("\"$id\":\"staying\"");
    }

    @Test
    void whatMakesNoSenseIsRefusedAndChangesNothing() throws Exception {
        node.create("p1", "strict", 15);
        long version = told("strict").getConfiguration();

        for (JsonObject bad : List.of(
                object(),
                object("cpuTime", 100),
                object("placement", "moon"),
                object("placement", 1),
                object("placement", "edge", "cpuTime", 0),
                object("placement", "edge", "cpuTime", -1),
                object("placement", "edge", "cpuTime", 10_001),
                object("placement", "edge", "cpuTime", 1.5),
                object("placement", "edge", "cpuTime", "many"))) {
            FunctionsNode.Reply reply = put("strict", bad);
            assertThat(reply.status()).as(bad.encode()).isEqualTo(400);
            assertThat(reply.type()).isEqualTo("general_argument_invalid");
        }

        assertThat(put("absent", object("placement", "edge")).type()).isEqualTo("function_not_found");
        assertThat(told("strict").getConfiguration()).isEqualTo(version);
        assertThat(put("strict", object("placement", "edge", "cpuTime", 10_000)).status())
                .isEqualTo(200);
    }

    @Test
    void aHeavyFunctionIsAtHomeWhateverItsOwnerSaidBefore() throws Exception {
        node.create("p1", "grown", 15);
        put("grown", object("placement", "edge", "cpuTime", 20));
        node.sql("update meridian.function set runtime = 'node-22' where function_id = 'grown'");

        FunctionsNode.Reply toEdge = put("grown", object("placement", "edge"));
        FunctionsNode.Reply toAnywhere = put("grown", object("placement", "smart"));
        FunctionsNode.Reply bounded = put("grown", object("placement", "region", "cpuTime", 20));
        node.send("PUT", "p1", "/v1/functions/grown", object("name", "grown"), "key");

        assertThat(toEdge.type()).isEqualTo("general_argument_invalid");
        assertThat(toEdge.text()).contains("node-22", "home region");
        assertThat(toAnywhere.type()).isEqualTo("general_argument_invalid");
        assertThat(bounded.type()).isEqualTo("general_argument_invalid");
        assertThat(read("grown")).isEqualTo(model("grown", "region", "region"));
        assertThat(told("grown").getPlacement()).isEqualTo(Placement.PLACEMENT_REGION);
        assertThat(put("grown", object("placement", "region")).status()).isEqualTo(200);
    }

    @Test
    void inARegionACallHasTheCpuTimeThatItsFunctionSays() throws Exception {
        node.deploy("p1", "burning", 15, "any");
        put("burning", object("placement", "region", "cpuTime", 20));

        JsonObject stopped = execute("burning", 10_000);
        put("burning", object("placement", "region", "cpuTime", 5_000));
        JsonObject done = execute("burning", 300);

        assertThat(stopped.getString("status")).isEqualTo("failed");
        assertThat(stopped.getString("errors")).isEqualTo("The CPU time limit of 20 ms was exceeded.");
        assertThat(done.getString("status")).as(done.encode()).isEqualTo("completed");
    }

    @Test
    void aSmartFunctionIsMovedToTheDataItAsksForAndBackToItsUsers() throws Exception {
        node.deploy("p1", "chatty", 15, "any");
        JsonObject set = put("chatty", object("placement", "smart")).json();
        execute("chatty", "/?calls=3", 25);
        node.await(() -> told("chatty").getPlacement() == Placement.PLACEMENT_REGION);
        JsonObject moved = read("chatty");

        execute("chatty", "/", 40);
        node.await(() -> read("chatty").getDouble("callsHome") < SmartPlace.TO_EDGE);
        JsonObject pausing = read("chatty");
        clock.forward(Duration.ofSeconds(61));
        execute("chatty", "/", 1);
        node.await(() -> told("chatty").getPlacement() == Placement.PLACEMENT_EDGE);

        assertThat(set).isEqualTo(model("chatty", "smart", "edge").put("callsHome", 0.0));
        assertThat(moved).isEqualTo(model("chatty", "smart", "region").put("callsHome", 3.0));
        assertThat(pausing.getString("place")).isEqualTo("region");
        assertThat(read("chatty").getString("place")).isEqualTo("edge");
    }

    @Test
    void aSmartFunctionThatNeedsNoDataStaysWithItsUsers() throws Exception {
        node.deploy("p1", "quiet", 15, "any");
        put("quiet", object("placement", "smart"));

        execute("quiet", "/", 25);

        node.await(() -> measured("quiet") == 25);
        assertThat(read("quiet")).isEqualTo(model("quiet", "smart", "edge").put("callsHome", 0.0));
    }

    @Test
    void executionsAtEdgesCountOnceHoweverOftenTheyAreReportedAndOnlyThoseByRequest() throws Exception {
        node.create("p1", "far", 15);
        put("far", object("placement", "smart"));
        List<ExecutionRecord> first = IntStream.range(0, 10)
                .mapToObj(i -> record("far", "e" + i, "http"))
                .toList();

        report(first);
        report(first);
        report(List.of(record("far", "e10", "http"), record("far", "e11", "schedule"), record("far", "e12", "event")));

        node.await(() -> measured("far") >= 11);
        assertThat(measured("far")).isEqualTo(11);
        assertThat(read("far")).isEqualTo(model("far", "smart", "edge").put("callsHome", 3.0));
        report(IntStream.range(20, 29)
                .mapToObj(i -> record("far", "e" + i, "http"))
                .toList());
        node.await(() -> told("far").getPlacement() == Placement.PLACEMENT_REGION);
    }

    @Test
    void podsThatMeasureAtOnceLoseNothingAndMoveAFunctionOnce() throws Exception {
        node.create("p1", "raced", 15);
        put("raced", object("placement", "smart"));
        HomeCalls.Named raced = new HomeCalls.Named("p1", "raced");
        List<PlacingStore> pods = List.of(pod(), pod());
        long version = version("raced");

        TestingRegion.wait(Future.join(IntStream.range(0, 40)
                .mapToObj(i -> pods.get(i % 2).measure(raced, new HomeCalls.Sum(1, 3), clock.instant()))
                .toList()));

        assertThat(measured("raced")).isEqualTo(20);
        assertThat(told("raced").getPlacement()).isEqualTo(Placement.PLACEMENT_REGION);
        assertThat(version("raced")).isGreaterThan(version);
        assertThat(read("raced").getDouble("callsHome")).isEqualTo(3, within(1e-9));
    }

    @Test
    void whatWasMeasuredIsForgottenWhenAFunctionIsPlacedByItsOwnerAgain() throws Exception {
        node.create("p1", "fickle", 15);
        put("fickle", object("placement", "smart"));
        TestingRegion.wait(
                pod().measure(new HomeCalls.Named("p1", "fickle"), new HomeCalls.Sum(30, 90), clock.instant()));
        JsonObject smart =
                put("fickle", object("placement", "smart", "cpuTime", 5)).json();
        put("fickle", object("placement", "region"));

        JsonObject again = put("fickle", object("placement", "smart")).json();

        assertThat(smart)
                .isEqualTo(model("fickle", "smart", "region").put("cpuTime", 5).put("callsHome", 3.0));
        assertThat(again).isEqualTo(model("fickle", "smart", "region").put("callsHome", 0.0));
        TestingRegion.wait(
                pod().measure(new HomeCalls.Named("p1", "fickle"), new HomeCalls.Sum(20, 0), clock.instant()));
        assertThat(told("fickle").getPlacement()).isEqualTo(Placement.PLACEMENT_EDGE);
    }

    private PlacingStore pod() {
        RegionContext region = node.api.region;
        return new PlacingStore(
                new FunctionStore(region.database(), region.registry(), region.names(), new DomainRules(region)));
    }

    private static ExecutionRecord record(String function, String id, String trigger) {
        return ExecutionRecord.newBuilder()
                .setProjectId("p1")
                .setFunctionId(function)
                .setExecutionId(id)
                .setTrigger(trigger)
                .setExecutedAt("edge:nyc")
                .setStatus(200)
                .setCallsHome(3)
                .build();
    }

    private void report(List<ExecutionRecord> records) {
        Vertx vertx = node.api.region.node().vertx();
        GrpcServer services = GrpcServer.server(vertx);
        node.functions().services().forEach(services::addService);
        HttpServer server = TestingRegion.wait(
                vertx.createHttpServer().requestHandler(services).listen(0, "127.0.0.1"));
        GrpcClient client = GrpcClient.client(vertx);
        TestingRegion.wait(DeploymentsGrpcClient.create(
                        client, SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1"))
                .report(ReportRequest.newBuilder().addAllExecutions(records).build()));
        TestingRegion.wait(client.close());
        TestingRegion.wait(server.close());
    }

    private void execute(String function, String path, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(node.execute(function, object("path", path), "key")
                            .json()
                            .getString("status"))
                    .isEqualTo("completed");
        }
    }

    private int measured(String function) {
        return node.number(
                "select executions_measured::integer from meridian.function where function_id = '" + function + "'");
    }

    private long version(String function) {
        return node.number(
                "select version::integer from meridian.registry_record where key = 'function/p1/" + function + "'");
    }

    private static JsonObject model(String function, String placement, String place) {
        return object("$id", function, "placement", placement, "place", place)
                .putNull("cpuTime")
                .putNull("callsHome");
    }

    private JsonObject execute(String function, int millis) {
        return node.execute(function, object("path", "/burn?ms=" + millis), "key")
                .json();
    }

    private JsonObject read(String function) {
        return node.send("GET", "p1", "/v1/network/functions/" + function, object(), "key")
                .json();
    }

    private FunctionsNode.Reply put(String function, JsonObject settings) {
        return node.send("PUT", "p1", "/v1/network/functions/" + function, settings, "key");
    }

    private Function told(String function) {
        byte[] body = TestingRegion.wait(node.api
                        .region
                        .database()
                        .read("select body from meridian.registry_record where key = 'function/p1/" + function + "'"))
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
        try {
            return Record.parseFrom(body).getFunction();
        } catch (InvalidProtocolBufferException damaged) {
            throw new AssertionError(damaged);
        }
    }
}
