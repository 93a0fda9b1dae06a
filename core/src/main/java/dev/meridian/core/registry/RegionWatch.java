package dev.meridian.core.registry;

import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.time.Backoff;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.registry.v1.NewestRequest;
import dev.meridian.proto.registry.v1.RegistryGrpcClient;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.proto.registry.v1.WatchResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one region's replica up to date over one stream at a time, opened anew whenever it ends. Everything here happens
 * on the mirror's context.
 */
final class RegionWatch {

    private static final Logger log = LoggerFactory.getLogger(RegionWatch.class);

    private static final Duration SILENT_MOST = Duration.ofSeconds(15);
    private static final Duration SILENT_MOST_WHEN_DOWN = Duration.ofSeconds(1);
    private static final Duration CATCH_UP_MOST = Duration.ofSeconds(5);

    /** A version that the replica is to reach. */
    private record Expectation(String epoch, long version, Promise<Void> met) {}

    /** An attempt at a stream, from its opening to its end. */
    private final class Stream {

        private final PeerAddress peer;
        private @Nullable GrpcClientRequest<WatchRequest, WatchResponse> request;
        private long heardNanos = System.nanoTime();

        private Stream(PeerAddress peer) {
            this.peer = peer;
        }

        private void open() {
            relay.grpc()
                    .request(peer.socket(), RegistryGrpcClient.Watch)
                    .onSuccess(this::ask)
                    .onFailure(failure -> end(this, "it could not be opened", failure));
        }

        private void ask(GrpcClientRequest<WatchRequest, WatchResponse> opened) {
            request = opened;
            if (stream != this) {
                opened.cancel();
                return;
            }
            opened.exceptionHandler(failure -> end(this, "it broke", failure));
            opened.end(replica.request(node)).onFailure(failure -> end(this, "it broke", failure));
            opened.response().onSuccess(this::hear).onFailure(failure -> end(this, "it was not answered", failure));
        }

        private void hear(GrpcClientResponse<WatchRequest, WatchResponse> response) {
            response.exceptionHandler(failure -> end(this, "it broke", failure));
            response.invalidMessageHandler(failure -> end(this, "an answer could not be read", failure));
            response.endHandler(end -> end(this, "the region ended it: " + status(response), null));
            response.handler(answer -> {
                if (stream == this) {
                    heardNanos = System.nanoTime();
                    heard(this, answer);
                }
            });
        }

        private void cancel() {
            if (request != null) {
                request.cancel();
            }
        }

        private @Nullable String staleness() {
            Duration silent = Duration.ofNanos(System.nanoTime() - heardNanos);
            if (silent.compareTo(SILENT_MOST) > 0) {
                return "it was silent";
            }
            boolean dead = relay.link(peer) instanceof LinkState.Down;
            return dead && silent.compareTo(SILENT_MOST_WHEN_DOWN) > 0 ? "the node is dead" : null;
        }
    }

    private final RegionReplica replica;
    private final String node;
    private final Relay relay;
    private final Topology topology;
    private final Runnable onChange;
    private final Backoff backoff;
    private final Set<Expectation> expectations = new HashSet<>();
    private @Nullable Stream stream;
    private long retryNanos = System.nanoTime();
    private volatile long currentNanos;
    private volatile boolean current;
    private volatile long version;

    /** @param onChange called when records are other than before */
    RegionWatch(
            RegionReplica replica,
            String node,
            Relay relay,
            Topology topology,
            RandomGenerator random,
            Runnable onChange) {
        this.replica = replica;
        this.version = replica.version();
        this.node = node;
        this.relay = relay;
        this.topology = topology;
        this.onChange = onChange;
        this.backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), random);
    }

    RegionReplica replica() {
        return replica;
    }

    /** The version held, as of the last answer; for many threads. */
    long version() {
        return version;
    }

    /** Whether the region has said since the start that nothing newer is known; for many threads. */
    boolean isCurrent() {
        return current;
    }

    /** How long ago the region last said that nothing newer is known; zero if it never did since the start. */
    Duration age() {
        return current ? Duration.ofNanos(System.nanoTime() - currentNanos) : Duration.ZERO;
    }

    /**
     * Asks the region for its newest version and succeeds once the replica holds it; at once if the region cannot be
     * reached. Fails if it cannot be heard in time.
     */
    Future<Void> caughtUp() {
        return topology.region(replica.region())
                .filter(NodeView::reachable)
                .map(region -> RegistryGrpcClient.create(
                                relay.grpc(), region.relay().socket())
                        .newest(NewestRequest.newBuilder().setNode(node).build())
                        .compose(newest -> reached(newest.getEpoch(), newest.getVersion()))
                        .timeout(CATCH_UP_MOST.toMillis(), TimeUnit.MILLISECONDS))
                .orElseGet(Future::succeededFuture);
    }

    private Future<Void> reached(String epoch, long newest) {
        Expectation expectation = new Expectation(epoch, newest, Promise.promise());
        expectations.add(expectation);
        meetExpectations();
        return expectation
                .met()
                .future()
                .timeout(CATCH_UP_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(end -> expectations.remove(expectation));
    }

    private void meetExpectations() {
        expectations.stream()
                .filter(one -> replica.epoch().equals(one.epoch()) && replica.version() >= one.version())
                .toList()
                .forEach(one -> one.met().tryComplete());
    }

    /** Looks after the stream; called several times a second. */
    void tick() {
        Stream open = stream;
        if (open == null) {
            if (System.nanoTime() - retryNanos >= 0) {
                topology.region(replica.region()).filter(NodeView::reachable).ifPresent(this::open);
            }
            return;
        }
        String staleness = open.staleness();
        if (staleness != null) {
            end(open, staleness, null);
        }
    }

    void close() {
        Stream open = stream;
        stream = null;
        if (open != null) {
            open.cancel();
        }
    }

    private void open(NodeView region) {
        stream = new Stream(region.relay());
        stream.open();
    }

    private void heard(Stream from, WatchResponse answer) {
        switch (replica.apply(answer)) {
            case RegionReplica.Refused refused -> {
                end(from, refused.reason(), null);
                return;
            }
            case RegionReplica.Changed changed -> onChange.run();
            case RegionReplica.Unchanged unchanged -> {}
        }
        backoff.reset();
        version = replica.version();
        meetExpectations();
        if (answer.getCurrent()) {
            currentNanos = System.nanoTime();
            current = true;
        }
    }

    private void end(Stream ended, String reason, @Nullable Throwable cause) {
        if (stream != ended) {
            return;
        }
        stream = null;
        ended.cancel();
        retryNanos = System.nanoTime() + backoff.next().toNanos();
        log.atLevel(ended.request != null ? Level.INFO : Level.DEBUG)
                .addKeyValue("region", replica.region())
                .addKeyValue("peer", ended.peer)
                .addKeyValue("reason", reason)
                .addKeyValue("cause", String.valueOf(cause))
                .log("The registry stream ended and will be opened anew");
    }

    private static String status(GrpcClientResponse<?, ?> response) {
        GrpcStatus status = response.status();
        return status == null ? "no status" : status.name();
    }
}
