package dev.meridian.core.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One life in the cluster: a Hazelcast member and the clustered Vert.x upon it, from a join to its end.
 *
 * <p>What touches the bus runs on one context of that Vert.x; events wait for it in a bounded queue.
 */
final class Membership {

    private static final int UNSENT_MOST = 10_000;
    private static final String FROM = "meridian-from";
    private static final Duration START_MOST = Duration.ofSeconds(20);
    private static final Duration STOP_MOST = Duration.ofSeconds(3);

    private final HazelcastInstance hazelcast;
    private final Vertx vertx;
    private final Context context;
    private final Subscribers subscribers;
    private final String id = UUID.randomUUID().toString();
    private final DeliveryOptions options = new DeliveryOptions().addHeader(FROM, id);
    private final Map<String, MessageConsumer<Buffer>> consumers = new HashMap<>();
    private final AtomicInteger unsent = new AtomicInteger();
    private volatile boolean merged;

    private Membership(HazelcastInstance hazelcast, Vertx vertx, Subscribers subscribers) {
        this.hazelcast = hazelcast;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.subscribers = subscribers;
    }

    /** Starts the clustered Vert.x upon a member. Blocks; the member is the caller's to end if this fails. */
    static Membership on(HazelcastInstance hazelcast, Subscribers subscribers) throws Exception {
        String host = hazelcast.getCluster().getLocalMember().getAddress().getHost();
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))
                .setEventBusOptions(new EventBusOptions()
                        .setHost(host)
                        .setClusterPublicHost(host)
                        .setPort(0));
        Future<Vertx> starting = Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(hazelcast))
                .buildClustered();
        Vertx vertx = Await.of(starting, START_MOST, Vertx::close);
        Membership membership = new Membership(hazelcast, vertx, subscribers);
        membership.attend();
        return membership;
    }

    private void attend() throws Exception {
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGED) {
                merged = true;
            }
        });
        CompletableFuture<Void> answering = new CompletableFuture<>();
        context.runOnContext(turn -> bus().consumer(id, message -> message.reply(message.body()))
                .completion()
                .onComplete(done -> {
                    if (done.succeeded()) {
                        answering.complete(null);
                    } else {
                        answering.completeExceptionally(done.cause());
                    }
                }));
        answering.get(START_MOST.toMillis(), TimeUnit.MILLISECONDS);
        listen();
    }

    /** Brings what the bus delivers in line with what this node's subscribers ask for. */
    void listen() {
        context.runOnContext(turn -> {
            Set<String> wanted = subscribers.addresses();
            consumers.entrySet().removeIf(entry -> {
                boolean unwanted = !wanted.contains(entry.getKey());
                if (unwanted) {
                    entry.getValue().unregister();
                }
                return unwanted;
            });
            wanted.forEach(address -> consumers.computeIfAbsent(address, this::consumer));
        });
    }

    private MessageConsumer<Buffer> consumer(String address) {
        return bus().consumer(address, message -> {
            if (!id.equals(message.headers().get(FROM))) {
                subscribers.deliver(address, message.body());
            }
        });
    }

    /** @return false if it was dropped, for too much waits to be sent */
    boolean publish(String address, Buffer event) {
        if (unsent.incrementAndGet() > UNSENT_MOST) {
            unsent.decrementAndGet();
            return false;
        }
        context.runOnContext(turn -> {
            unsent.decrementAndGet();
            bus().publish(address, event, options);
        });
        return true;
    }

    /** Asks itself through the cluster's subscriptions. Blocks for at most the time given. */
    boolean answersItself(Duration within) throws InterruptedException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        context.runOnContext(
                turn -> bus().request(id, Buffer.buffer(), new DeliveryOptions().setSendTimeout(within.toMillis()))
                        .onComplete(done -> answer.complete(done.succeeded())));
        return Await.orFalse(answer, within);
    }

    /** Whether it is beyond repair: ended, merged into another cluster, or without any data member. */
    boolean isOver() {
        return merged || !hazelcast.getLifecycleService().isRunning() || !seesData(hazelcast);
    }

    static boolean seesData(HazelcastInstance hazelcast) {
        return hazelcast.getCluster().getMembers().stream().anyMatch(member -> !member.isLiteMember());
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }

    int members() {
        return hazelcast.getLifecycleService().isRunning()
                ? hazelcast.getCluster().getMembers().size()
                : 0;
    }

    /** Leaves in order, for at most some seconds. */
    void leave() throws InterruptedException {
        Await.completion(vertx.close(), STOP_MOST);
        hazelcast.shutdown();
    }

    /** Leaves at once: the cluster is not what it was. */
    void abandon() throws InterruptedException {
        Await.completion(vertx.close(), STOP_MOST);
        hazelcast.getLifecycleService().terminate();
    }

    private EventBus bus() {
        return vertx.eventBus();
    }
}
