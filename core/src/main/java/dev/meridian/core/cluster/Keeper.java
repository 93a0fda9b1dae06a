package dev.meridian.core.cluster;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleService;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.time.Backoff;
import dev.meridian.proto.topology.v1.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node in the cluster: joins, watches, leaves what is broken, and joins anew. One thread of its own, which may
 * block; nobody waits for it.
 *
 * <p>A lite member joins only what has a data member: alone it could keep neither subscriptions nor claims, and a
 * cluster of lite members would have to be merged, which takes longer than a fresh join.
 */
final class Keeper {

    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    private static final Duration PROBE = Duration.ofMillis(500);
    private static final Duration RETRY_LEAST = Duration.ofMillis(500);
    private static final Duration RETRY_MOST = Duration.ofSeconds(5);
    private static final Duration WATCH = Duration.ofMillis(500);
    private static final Duration CHECK_MOST = Duration.ofMillis(500);
    private static final Duration DATA_MEMBER_MOST = Duration.ofSeconds(3);
    /** Failed checks in a row after which a membership is given up: 3 to 6 s. */
    private static final int FAILURES_MOST = 6;

    private final NodeSettings settings;
    private final Subscribers subscribers;
    private final Backoff backoff;
    private final boolean lite;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Promise<Void> closed = Promise.promise();
    private final Thread thread;
    private volatile @Nullable Membership membership;
    private volatile boolean answered;
    private final AtomicInteger joins = new AtomicInteger();

    Keeper(NodeSettings settings, Subscribers subscribers, RandomGenerator random) {
        this.settings = settings;
        this.subscribers = subscribers;
        this.backoff = new Backoff(RETRY_LEAST, RETRY_MOST, random);
        this.lite = settings.kind() != Kind.KIND_REGION;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("meridian-cluster-" + settings.name())
                .unstarted(this::keep);
    }

    void start() {
        thread.start();
    }

    /** Leaves the cluster in order; what takes longer than some seconds is left to end by itself. */
    Future<Void> close() {
        closing.countDown();
        return closed.future();
    }

    @Nullable
    Membership membership() {
        return membership;
    }

    boolean isJoined() {
        return answered;
    }

    int joins() {
        return joins.get();
    }

    private void keep() {
        try {
            while (isOpen()) {
                if (lite && !Doors.anyOpen(settings.cluster())) {
                    pause(PROBE);
                    continue;
                }
                if (live()) {
                    backoff.reset();
                }
                pause(backoff.next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed.tryComplete();
        }
    }

    /** @return whether this was a membership that worked */
    private boolean live() throws InterruptedException {
        HazelcastInstance hazelcast;
        try {
            hazelcast = Hazelcast.newHazelcastInstance(MemberConfig.of(settings));
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("node", settings.name()).setCause(e).log("Joining the cluster failed");
            return false;
        }
        Membership joined = start(hazelcast);
        return joined != null && watch(joined);
    }

    private @Nullable Membership start(HazelcastInstance hazelcast) throws InterruptedException {
        LifecycleService life = hazelcast.getLifecycleService();
        try {
            if (seesData(hazelcast)) {
                return Membership.on(hazelcast, subscribers);
            }
            log.atInfo().addKeyValue("node", settings.name()).log("The cluster has no region yet");
        } catch (InterruptedException e) {
            life.terminate();
            throw e;
        } catch (Exception e) {
            log.atWarn().addKeyValue("node", settings.name()).setCause(e).log("The event bus did not start");
        }
        life.terminate();
        return null;
    }

    private boolean seesData(HazelcastInstance hazelcast) throws InterruptedException {
        long until = System.nanoTime() + DATA_MEMBER_MOST.toNanos();
        while (!Membership.seesData(hazelcast)) {
            if (System.nanoTime() - until > 0 || !isOpen()) {
                return false;
            }
            pause(Duration.ofMillis(100));
        }
        return true;
    }

    private boolean watch(Membership joined) throws InterruptedException {
        boolean worked = false;
        int failures = 0;
        while (isOpen() && failures < FAILURES_MOST) {
            boolean over = joined.isOver();
            if (over && failures > 1) {
                break;
            }
            boolean good = !over && joined.answersItself(CHECK_MOST);
            failures = good ? 0 : failures + 1;
            if (good && !worked) {
                worked = true;
                serve(joined);
            }
            answered = worked && failures < 2;
            pause(WATCH);
        }
        answered = false;
        membership = null;
        if (isOpen()) {
            log.atWarn()
                    .addKeyValue("node", settings.name())
                    .addKeyValue("failures", failures)
                    .log("The cluster membership is broken and is made anew");
            joined.abandon();
        } else {
            joined.leave();
        }
        return worked;
    }

    private void serve(Membership joined) {
        joins.incrementAndGet();
        membership = joined;
        joined.listen();
        log.atInfo()
                .addKeyValue("node", settings.name())
                .addKeyValue("members", joined.members())
                .log("Joined the cluster");
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void pause(Duration time) throws InterruptedException {
        if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            log.atTrace().log("Closing");
        }
    }
}
