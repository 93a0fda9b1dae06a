package dev.meridian.region.functions;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.proto.registry.v1.Function;
import dev.meridian.proto.registry.v1.Placement;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.region.TestingRegion;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
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

        assertThat(before)
                .isEqualTo(object("$id", "moving", "placement", "edge").putNull("cpuTime"));
        assertThat(set).isEqualTo(object("$id", "moving", "placement", "region", "cpuTime", 200));
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

        assertThat(read("staying")).isEqualTo(object("$id", "staying", "placement", "region", "cpuTime", 7));
        assertThat(told("staying").getPlacement()).isEqualTo(Placement.PLACEMENT_REGION);
        assertThat(told("staying").getName()).isEqualTo("new");
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
        FunctionsNode.Reply bounded = put("grown", object("placement", "region", "cpuTime", 20));
        node.send("PUT", "p1", "/v1/functions/grown", object("name", "grown"), "key");

        assertThat(toEdge.type()).isEqualTo("general_argument_invalid");
        assertThat(toEdge.text()).contains("node-22", "home region");
        assertThat(bounded.type()).isEqualTo("general_argument_invalid");
        assertThat(read("grown"))
                .isEqualTo(object("$id", "grown", "placement", "region").putNull("cpuTime"));
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

    private Function told(String function) throws InvalidProtocolBufferException {
        byte[] body = TestingRegion.wait(node.api
                        .region
                        .database()
                        .read("select body from meridian.registry_record where key = 'function/p1/" + function + "'"))
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
        return Record.parseFrom(body).getFunction();
    }
}
