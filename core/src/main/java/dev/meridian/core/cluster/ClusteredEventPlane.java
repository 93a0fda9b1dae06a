package dev.meridian.core.cluster;

import com.hazelcast.core.HazelcastInstance;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.telemetry.Telemetry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The event plane over a Hazelcast cluster and the Vert.x event bus upon it. This node's own subscribers hear what it
 * publishes also when it is in no cluster; the other nodes' hear it while both are members.
 */
public final class ClusteredEventPlane implements EventPlane {

    private final Vertx vertx;
    private final Subscribers subscribers;
    private final Keeper keeper;
    private final Claims claims;
    private final Counter published;
    private final Counter unsent;

    private ClusteredEventPlane(Vertx vertx, NodeSettings settings, Telemetry telemetry, RandomGenerator random) {
        MeterRegistry metrics = telemetry.metrics();
        this.vertx = vertx;
        this.published = metrics.counter("meridian.events.published");
        this.unsent = metrics.counter("meridian.events.dropped", "reason", "unsent");
        this.subscribers = new Subscribers(metrics.counter("meridian.events.dropped", "reason", "behind")::increment);
        this.keeper = new Keeper(settings, subscribers, random);
        this.claims = new Claims(vertx, settings.name(), settings.cluster().quorum(), this::hazelcast);
        Gauge.builder("meridian.cluster.joined", keeper, kept -> kept.isJoined() ? 1 : 0)
                .register(metrics);
        Gauge.builder("meridian.cluster.members", keeper, ClusteredEventPlane::members)
                .register(metrics);
        FunctionCounter.builder("meridian.cluster.joins", keeper, Keeper::joins).register(metrics);
    }

    /**
     * Begins to join, in the background and for as long as it takes.
     *
     * @param vertx the node's own, local one: for subscribers without a context, and for calls that block
     */
    public static ClusteredEventPlane start(
            Vertx vertx, NodeSettings settings, Telemetry telemetry, RandomGenerator random) {
        ClusteredEventPlane plane = new ClusteredEventPlane(vertx, settings, telemetry, random);
        plane.keeper.start();
        return plane;
    }

    @Override
    public void publish(String address, Buffer event) {
        published.increment();
        subscribers.deliver(address, event);
        Membership membership = keeper.membership();
        if (membership != null && !membership.publish(address, event)) {
            unsent.increment();
        }
    }

    @Override
    public Subscription subscribe(String address, Handler<Buffer> handler) {
        Subscribers.Subscriber subscriber = subscribers.add(address, vertx.getOrCreateContext(), handler);
        listen();
        return () -> {
            subscribers.remove(address, subscriber);
            listen();
        };
    }

    @Override
    public boolean isJoined() {
        return keeper.isJoined();
    }

    @Override
    public boolean mayClaim() {
        return isJoined() && claims.isPossible();
    }

    @Override
    public Future<Boolean> claim(String kind, String name, String holder) {
        return claims.claim(kind, name, holder);
    }

    @Override
    public Future<Optional<String>> holder(String kind, String name) {
        return claims.holder(kind, name);
    }

    @Override
    public Future<Void> release(String kind, String name, String holder) {
        return claims.release(kind, name, holder);
    }

    /** Leaves the cluster in order. Subscribers hear no more of other nodes. */
    public Future<Void> close() {
        return keeper.close().compose(left -> claims.close());
    }

    private void listen() {
        Membership membership = keeper.membership();
        if (membership != null) {
            membership.listen();
        }
    }

    private @Nullable HazelcastInstance hazelcast() {
        Membership membership = keeper.membership();
        return membership == null ? null : membership.hazelcast();
    }

    private static int members(Keeper keeper) {
        Membership membership = keeper.membership();
        return membership == null ? 0 : membership.members();
    }
}
