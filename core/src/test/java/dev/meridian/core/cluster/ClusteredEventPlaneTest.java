package dev.meridian.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.topology.v1.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ClusteredEventPlaneTest {

    private final List<ClusteredEventPlane> planes = new ArrayList<>();
    private final String cluster = "test-" + TestNodes.freePort();
    private final int fra = TestNodes.freePort();
    private final int nyc = TestNodes.freePort();
    private Vertx vertx;

    @TempDir
    private Path data;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        List<Future<Void>> closing =
                planes.stream().map(ClusteredEventPlane::close).toList();
        await(Future.join(closing));
        await(vertx.close());
    }

    @Test
    void anEventReachesEveryOtherMemberOnceOnTheSubscribersContext() {
        ClusteredEventPlane region = joined(region("fra", fra, 1));
        ClusteredEventPlane edge = joined(edge("sgp"));
        ConcurrentLinkedQueue<String> atRegion = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> atEdge = new ConcurrentLinkedQueue<>();
        AtomicBoolean onItsContext = new AtomicBoolean(true);
        Context subscriber = vertx.getOrCreateContext();
        region.subscribe("news", event -> atRegion.add(event.toString()));
        subscriber.runOnContext(turn -> edge.subscribe("news", event -> {
            onItsContext.compareAndSet(true, subscriber.equals(Vertx.currentContext()));
            atEdge.add(event.toString());
        }));
        // the edge's interest takes a moment to be known, so a first event may pass it by
        until("the edge listens", () -> {
            region.publish("news", Buffer.buffer("ready?"));
            return !atEdge.isEmpty();
        });

        edge.publish("news", Buffer.buffer("hello"));

        until("both heard", () -> atRegion.contains("hello") && atEdge.contains("hello"));
        assertThat(atRegion).filteredOn("hello"::equals).hasSize(1);
        assertThat(atEdge).filteredOn("hello"::equals).hasSize(1);
        assertThat(onItsContext).isTrue();
    }

    @Test
    void aNodeOutsideOfAnyClusterStillHearsItself() {
        ClusteredEventPlane edge = started(edge("sgp"));
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        EventPlane.Subscription subscription = edge.subscribe("news", event -> heard.add(event.toString()));

        edge.publish("news", Buffer.buffer("one"));
        until("it heard itself", () -> heard.contains("one"));
        subscription.cancel();
        edge.publish("news", Buffer.buffer("two"));

        assertThat(edge.isJoined()).isFalse();
        assertThat(heard).containsExactly("one");
    }

    @Test
    void aLiteNodeThatWasAloneJoinsWhenARegionComesUpAndAgainAfterItWasLost() throws Exception {
        ClusteredEventPlane edge = started(edge("sgp"));
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        edge.subscribe("news", event -> heard.add(event.toString()));
        ClusteredEventPlane first = joined(region("fra", fra, 1));
        until("the edge joined", edge::isJoined);

        Hazelcast.getHazelcastInstanceByName("region-fra:" + fra)
                .getLifecycleService()
                .terminate();
        until("the edge noticed", () -> !edge.isJoined());

        until("the region is back by itself", first::isJoined);
        until("the edge is back by itself", edge::isJoined);
        until("events flow again", () -> {
            first.publish("news", Buffer.buffer("again"));
            return heard.contains("again");
        });
    }

    @Test
    void aNameIsClaimedByOneHolderOnly() throws Exception {
        ClusteredEventPlane one = started(region("fra", fra, 2));
        ClusteredEventPlane other = started(region("nyc", nyc, 2));
        until("both joined", () -> one.isJoined() && other.isJoined());
        until(
                "both see two regions",
                () -> succeeds(one.claim("project", "probe", "fra"))
                        && succeeds(other.claim("project", "probe", "nyc")));

        assertThat(await(one.claim("project", "blog", "fra"))).isTrue();
        assertThat(await(other.claim("project", "blog", "nyc"))).isFalse();
        assertThat(await(other.holder("project", "blog"))).contains("fra");
        assertThat(await(other.holder("project", "nobodys"))).isEmpty();
        assertThat(await(one.claim("project", "blog", "fra"))).isTrue();
        await(other.release("project", "blog", "nyc"));
        assertThat(await(other.claim("project", "blog", "nyc"))).isFalse();
        await(one.release("project", "blog", "fra"));
        assertThat(await(other.claim("project", "blog", "nyc"))).isTrue();
    }

    @Test
    void aClaimWithoutAQuorumOfRegionsIsRefusedWith503() {
        ClusteredEventPlane region = joined(region("fra", fra, 2));
        ClusteredEventPlane edge = joined(edge("sgp"));

        for (ClusteredEventPlane plane : List.of(region, edge)) {
            assertThatThrownBy(() -> await(plane.claim("project", "blog", "fra")))
                    .cause()
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.type().status()).isEqualTo(503);
                        assertThat(problem.isRetryable()).isTrue();
                    });
        }
    }

    @Test
    void aClaimOutsideOfAnyClusterIsRefusedWith503() {
        ClusteredEventPlane edge = started(edge("sgp"));

        assertThatThrownBy(() -> await(edge.claim("domain", "example.org", "fra")))
                .cause()
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type().status()).isEqualTo(503));
    }

    @Test
    void sixNodesJoinWhenStartedRegionsFirst() {
        long began = System.nanoTime();
        List<NodeSettings> regions = List.of(region("fra", fra, 1), region("nyc", nyc, 1));
        List<NodeSettings> others = List.of(edge("ams"), edge("sgp"), edge("syd"), edge("tor"));
        regions.forEach(this::started);
        others.forEach(this::started);

        until("all joined", () -> planes.stream().allMatch(ClusteredEventPlane::isJoined));
        until(
                "all see six",
                () -> Hazelcast.getAllHazelcastInstances().stream()
                        .filter(member -> member.getConfig().getClusterName().equals(cluster))
                        .allMatch(member -> member.getCluster().getMembers().size() == 6));

        System.out.printf("six members joined in %d ms%n", (System.nanoTime() - began) / 1_000_000);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void aSlowSubscriberLosesEventsInsteadOfMemory() throws Exception {
        Telemetry telemetry = new Telemetry();
        ClusteredEventPlane edge = started(edge("sgp"), telemetry);
        Context blocked = vertx.getOrCreateContext();
        var turn = new java.util.concurrent.Semaphore(0);
        var subscribed = new java.util.concurrent.CountDownLatch(1);
        blocked.runOnContext(now -> {
            edge.subscribe("news", event -> {});
            subscribed.countDown();
            turn.acquireUninterruptibly();
        });
        assertThat(subscribed.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 10_500; i++) {
            edge.publish("news", Buffer.buffer("x"));
        }
        turn.release();

        assertThat(telemetry
                        .metrics()
                        .counter("meridian.events.dropped", "reason", "behind")
                        .count())
                .isEqualTo(500);
    }

    private NodeSettings region(String site, int port, int quorum) {
        return TestNodes.settings(
                Kind.KIND_REGION, site, data, TestNodes.cluster(cluster, port, List.of(fra, nyc), quorum));
    }

    private NodeSettings edge(String site) {
        return TestNodes.settings(
                Kind.KIND_EDGE, site, data, TestNodes.cluster(cluster, TestNodes.freePort(), List.of(fra, nyc), 2));
    }

    private ClusteredEventPlane joined(NodeSettings settings) {
        ClusteredEventPlane plane = started(settings);
        until(settings.name() + " joined", plane::isJoined);
        return plane;
    }

    private ClusteredEventPlane started(NodeSettings settings) {
        return started(settings, new Telemetry());
    }

    private ClusteredEventPlane started(NodeSettings settings, Telemetry telemetry) {
        ClusteredEventPlane plane = ClusteredEventPlane.start(vertx, settings, telemetry, new Random(7));
        planes.add(plane);
        return plane;
    }

    private static boolean succeeds(Future<Boolean> claim) {
        try {
            await(claim);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void until(String what, BooleanSupplier condition) {
        Wait.until(what, condition);
    }
}
