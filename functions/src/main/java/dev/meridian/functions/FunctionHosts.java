package dev.meridian.functions;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Runs light functions for a node, in child processes that it starts, watches and replaces.
 *
 * <p>May be called from any thread; a future completes on the context that asked. An outcome is always a value: the
 * future of {@link #invoke} never fails.
 */
public final class FunctionHosts {

    private final Vertx vertx;
    private final HostPool pool;
    private final Context context;
    private final String deployment;

    private FunctionHosts(Vertx vertx, HostPool pool, Context context, String deployment) {
        this.vertx = vertx;
        this.pool = pool;
        this.context = context;
        this.deployment = deployment;
    }

    /**
     * Starts a host and, behind it, a standby. Fails with a {@link dev.meridian.core.problem.Problem} where no engine
     * exists for the machine, the process cannot be started, or isolation is required and cannot be had.
     */
    public static Future<FunctionHosts> start(Vertx vertx, HostSettings settings, Confines confines) {
        HostPool pool = new HostPool(settings, confines);
        return vertx.deployVerticle(pool).map(id -> new FunctionHosts(vertx, pool, pool.context(), id));
    }

    /** Runs one call. Calls of one launch may share an isolate and its globals; calls of two launches never do. */
    public Future<Outcome> invoke(Launch launch, Invocation invocation) {
        CollectingSink sink = new CollectingSink(launch.limits().bodyBytes());
        return invoke(launch, invocation, sink).map(sink::whole);
    }

    /**
     * Runs one call. The future succeeds when the call is over, which is after the whole of its response, and may be long
     * after.
     *
     * @param sink where the response goes if it is streamed; the outcome is then {@link Outcome.Streamed}, or a failure
     *     that came in the midst of it
     */
    public Future<Outcome> invoke(Launch launch, Invocation invocation, ResponseSink sink) {
        Context asker = vertx.getOrCreateContext();
        Promise<Outcome> promise = Promise.promise();
        context.runOnContext(ignored -> pool.invoke(launch, invocation, new PendingCall.Asker(asker, sink, promise)));
        return promise.future();
    }

    /** Ends the isolates of a tenant in every host, and what they hold; another call of it would start anew. */
    public Future<Void> retire(String tenant) {
        Promise<Void> retired = Promise.promise();
        context.runOnContext(turn -> {
            pool.retire(tenant);
            retired.complete();
        });
        return retired.future();
    }

    /** The figures of at most a tenth of a second ago. */
    public HostStatistics statistics() {
        return pool.latest();
    }

    /** Ends the hosts; calls under way end as {@link Failure#HOST_DIED}. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
