package dev.meridian.functions.worker;

import dev.meridian.functions.CollectingSink;
import dev.meridian.functions.Failure;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.PendingCall;
import dev.meridian.functions.ResponseSink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs heavy functions for a node, in worker processes that it starts when they are called and ends when they are not.
 *
 * <p>May be called from any thread; a future completes on the context that asked. An outcome is always a value: the
 * future of {@link #invoke} never fails.
 */
public final class Workers {

    private final Vertx vertx;
    private final WorkerPool pool;
    private final Context context;
    private final String deployment;
    private final Map<String, HeavyRuntime> runtimes;

    private Workers(
            Vertx vertx, WorkerPool pool, Context context, String deployment, Map<String, HeavyRuntime> runtimes) {
        this.vertx = vertx;
        this.pool = pool;
        this.context = context;
        this.deployment = deployment;
        this.runtimes = runtimes;
    }

    /** Starts no process yet. */
    public static Future<Workers> start(Vertx vertx, WorkerSettings settings, List<HeavyRuntime> runtimes) {
        WorkerPool pool = new WorkerPool(settings);
        Map<String, HeavyRuntime> named =
                runtimes.stream().collect(Collectors.toUnmodifiableMap(HeavyRuntime::id, Function.identity()));
        return vertx.deployVerticle(pool).map(id -> new Workers(vertx, pool, pool.context(), id, named));
    }

    /** Runs one call, and takes its response in as a whole. */
    public Future<Outcome> invoke(Launch launch, Invocation invocation) {
        CollectingSink sink = new CollectingSink(launch.limits().bodyBytes());
        return invoke(launch, invocation, sink).map(sink::whole);
    }

    /**
     * Runs one call. Calls of one launch may share a process; calls of two launches never do.
     *
     * @param sink as for {@link dev.meridian.functions.FunctionHosts#invoke}
     */
    public Future<Outcome> invoke(Launch launch, Invocation invocation, ResponseSink sink) {
        HeavyRuntime runtime = runtimes.get(launch.runtime());
        if (runtime == null) {
            String text = "The runtime '" + launch.runtime() + "' is not installed in this region.";
            return Future.succeededFuture(new Outcome.Failed(Failure.LOAD_FAILED, text, "", "", Duration.ZERO, 0));
        }
        Context asker = vertx.getOrCreateContext();
        Promise<Outcome> promise = Promise.promise();
        context.runOnContext(
                ignored -> pool.invoke(launch, runtime, invocation, new PendingCall.Asker(asker, sink, promise)));
        return promise.future();
    }

    /** The figures of at most a tenth of a second ago. */
    public WorkerStatistics statistics() {
        return pool.latest();
    }

    /** Ends the processes; calls under way end as {@link Failure#HOST_DIED}. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
