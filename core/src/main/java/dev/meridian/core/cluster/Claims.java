package dev.meridian.core.cluster;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Claims of names in one cluster map, which refuses to be used while fewer regions are seen than the quorum. Its calls
 * block, so they run on few threads of their own with a bounded queue.
 */
final class Claims {

    static final String MAP = "meridian.claims";

    private static final int WAITING_MOST = 256;
    private static final long ANSWER_SECONDS = 5;

    private final Supplier<@Nullable HazelcastInstance> cluster;
    private final int quorum;
    private final WorkerExecutor executor;
    private final AtomicInteger waiting = new AtomicInteger();

    Claims(Vertx vertx, String node, int quorum, Supplier<@Nullable HazelcastInstance> cluster) {
        this.cluster = cluster;
        this.quorum = quorum;
        this.executor = vertx.createSharedWorkerExecutor("meridian-claims-" + node, 2, 30, TimeUnit.SECONDS);
    }

    Future<Boolean> claim(String kind, String name, String holder) {
        return ask(map -> {
            String before = map.putIfAbsent(key(kind, name), holder);
            return before == null || before.equals(holder);
        });
    }

    Future<Optional<String>> holder(String kind, String name) {
        return ask(map -> Optional.ofNullable(map.get(key(kind, name))));
    }

    Future<Void> release(String kind, String name, String holder) {
        return this.<Boolean>ask(map -> map.remove(key(kind, name), holder)).mapEmpty();
    }

    boolean isPossible() {
        HazelcastInstance instance = cluster.get();
        try {
            return instance != null && regions(instance) >= quorum;
        } catch (HazelcastException | IllegalStateException changing) {
            return false;
        }
    }

    private static int regions(HazelcastInstance instance) {
        return Regions.sites(instance.getCluster().getMembers()).size();
    }

    Future<Void> close() {
        return executor.close();
    }

    private <T> Future<T> ask(Function<IMap<String, String>, T> question) {
        if (waiting.incrementAndGet() > WAITING_MOST) {
            waiting.decrementAndGet();
            return Future.failedFuture(Problem.overloaded("Too many names are being claimed; try again"));
        }
        Future<T> answer = executor.executeBlocking(answer(question), false).map(Objects::requireNonNull);
        answer.onComplete(done -> waiting.decrementAndGet());
        return answer.timeout(ANSWER_SECONDS, TimeUnit.SECONDS).recover(Claims::told);
    }

    private <T> Callable<T> answer(Function<IMap<String, String>, T> question) {
        return () -> {
            HazelcastInstance instance = cluster.get();
            if (instance == null) {
                throw refusal("this node is in no cluster", null);
            }
            int regions = regions(instance);
            if (regions < quorum) {
                throw refusal(regions + " of the " + quorum + " regions needed are in reach", null);
            }
            try {
                return question.apply(instance.getMap(MAP));
            } catch (HazelcastException | IllegalStateException e) {
                throw refusal("the cluster is changing", e);
            }
        };
    }

    private static <T> Future<T> told(Throwable failure) {
        return Future.failedFuture(
                failure instanceof TimeoutException ? refusal("the cluster did not answer", failure) : failure);
    }

    private static Problem refusal(String reason, @Nullable Throwable cause) {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE,
                "A new name cannot be claimed at present: " + reason + ". Try again later.",
                true,
                cause);
    }

    private static String key(String kind, String name) {
        return kind + '/' + name;
    }
}
