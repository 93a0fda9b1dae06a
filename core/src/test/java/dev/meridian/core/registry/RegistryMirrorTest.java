package dev.meridian.core.registry;

import static dev.meridian.core.registry.RegionReplicaTest.deleted;
import static dev.meridian.core.registry.RegionReplicaTest.project;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.TestNodes;
import dev.meridian.core.cluster.Wait;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.TestingRelay;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import dev.meridian.proto.topology.v1.State;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RegistryMirrorTest {

    private Vertx vertx;
    private TestingRegion fra;
    private TestingRelay relay;
    private RegistryMirror mirror;

    @TempDir
    private Path data;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        fra = new TestingRegion(vertx, "fra", "e1");
        fra.open();
        relay = new TestingRelay(vertx);
        fra.commit(project("a", 0));
        fra.commit(project("b", 0));
        mirror = mirror();
    }

    @AfterEach
    void stop() throws Exception {
        await(mirror.close());
        await(vertx.close());
    }

    @Test
    void whatIsThereIsListedAndWhatChangesIsHeardOnTheSubscribersContext() throws Exception {
        untilProjects("a", "b");
        AtomicReference<Set<String>> heard = new AtomicReference<>(Set.of());
        AtomicBoolean onItsContext = new AtomicBoolean(true);
        var context = vertx.getOrCreateContext();
        context.runOnContext(turn -> mirror.onChange(snapshot -> {
            onItsContext.compareAndSet(true, context.equals(Vertx.currentContext()));
            heard.set(projects(snapshot));
        }));

        fra.commit(project("c", 0));
        fra.commit(deleted("a", 0));

        Wait.until("the changes were heard", () -> heard.get().equals(Set.of("b", "c")));
        assertThat(onItsContext).isTrue();
        assertThat(projects(mirror.snapshot())).containsExactlyInAnyOrder("b", "c");
        assertThat(fra.requests).hasSize(1);
    }

    @Test
    void aBrokenStreamIsOpenedAnewFromTheVersionHeld() throws Exception {
        untilProjects("a", "b");

        fra.close();
        fra.restore("e1", List.of(project("a", 0), project("b", 0), project("c", 0)));
        fra.open();

        untilProjects("a", "b", "c");
        assertThat(fra.requests.getLast().getFromVersion()).isEqualTo(2);
        assertThat(fra.requests.getLast().getEpoch()).isEqualTo("e1");
    }

    @Test
    void aRestoredRegionReplacesEverythingWithAReset() throws Exception {
        untilProjects("a", "b");

        fra.close();
        fra.restore("e2", List.of(project("z", 0), project("y", 0)));
        fra.open();

        untilProjects("z", "y");
    }

    @Test
    void aNodeThatRestartsWithTheRegionDownServesWhatItKept() throws Exception {
        untilProjects("a", "b");
        await(mirror.close());
        fra.close();
        relay.say(fra.address(), new LinkState.Down("killed"));

        mirror = mirror();

        assertThat(projects(mirror.snapshot())).containsExactlyInAnyOrder("a", "b");
        assertThat(mirror.isComplete()).isFalse();
        assertThat(fra.requests).hasSize(1);
    }

    @Test
    void aCorruptFileIsSetAsideAndTheRegionListedAnew() throws Exception {
        untilProjects("a", "b");
        await(mirror.close());
        Path file = data.resolve("registry/fra.records");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        mirror = mirror();

        assertThat(data.resolve("registry/fra.records.corrupt")).exists();
        untilProjects("a", "b");
        assertThat(fra.requests.getLast().getFromVersion()).isZero();
    }

    @Test
    void anAnswerThatBreaksTheContractEndsTheStreamAndListsAnew() throws Exception {
        untilProjects("a", "b");

        fra.send(fra.answer().setEpoch("other").addRecords(project("x", 9)).build());

        Wait.until("it asked again", () -> fra.requests.size() == 2);
        assertThat(fra.requests.getLast().getFromVersion()).isZero();
        fra.commit(project("c", 0));
        untilProjects("a", "b", "c");
    }

    @Test
    void aStreamOverADeadLinkIsTornDownAndOpenedWhenTheLinkIsBack() throws Exception {
        untilProjects("a", "b");

        relay.say(fra.address(), new LinkState.Down("no pong"));
        // silent for a second over a dead link: nothing may be asked until the link is back
        Wait.until("the stream is gone", () -> fra.watcherGone());
        assertThat(fra.requests).hasSize(1);
        relay.say(fra.address(), new LinkState.Up(Duration.ofMillis(1)));

        Wait.until("it asked again", () -> fra.requests.size() == 2);
        assertThat(fra.requests.getLast().getFromVersion()).isEqualTo(2);
    }

    @Test
    void whoRefreshesFindsAllThatWasCommittedBeforeHoweverLateTheNews() throws Exception {
        untilProjects("a", "b");
        var late = fra.commitUntold(project("c", 0));

        Future<Void> refreshed = mirror.refresh(Duration.ofSeconds(10));
        Future<Void> impatient = mirror.refresh(Duration.ofMillis(100));
        await(impatient);

        assertThat(refreshed.isComplete()).isFalse();
        assertThat(projects(mirror.snapshot())).containsExactlyInAnyOrder("a", "b");
        fra.send(late);
        await(refreshed);
        assertThat(projects(mirror.snapshot())).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aRegionThatIsGoneHoldsNoRefreshUp() throws Exception {
        untilProjects("a", "b");
        fra.close();
        relay.say(fra.address(), new LinkState.Down("killed"));
        long began = System.nanoTime();

        await(mirror.refresh(Duration.ofSeconds(9)));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    }

    private RegistryMirror mirror() throws Exception {
        NodeSettings settings = TestNodes.settings(
                Kind.KIND_EDGE, "sgp", data, TestNodes.cluster("none", TestNodes.freePort(), List.of(), 1));
        return await(RegistryMirror.start(vertx, settings, relay, topology(), new Telemetry(), new Random(3)));
    }

    private Topology topology() {
        return () -> {
            boolean up = relay.link(fra.address()) instanceof LinkState.Up;
            NodeInfo info = NodeInfo.newBuilder()
                    .setName("region-fra")
                    .setKind(Kind.KIND_REGION)
                    .setSite("fra")
                    .setRelayAddress(fra.address().toString())
                    .build();
            return List.of(new NodeView(info, State.STATE_SERVING, up, Duration.ZERO, 0));
        };
    }

    private void untilProjects(String... ids) {
        Wait.until(
                "the projects are " + List.of(ids),
                () -> projects(mirror.snapshot()).equals(Set.of(ids)));
    }

    private static Set<String> projects(RegistrySnapshot snapshot) {
        return snapshot.projects().stream()
                .map(project -> project.getProjectId())
                .collect(Collectors.toSet());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
