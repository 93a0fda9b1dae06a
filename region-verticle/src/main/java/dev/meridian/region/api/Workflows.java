package dev.meridian.region.api;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs sequential code on virtual threads, where {@code Future.await} may wait and nothing else may.
 *
 * <p>Work is spread over a few contexts; on each, one piece runs at a time until it awaits.
 */
public final class Workflows {

    private final Vertx vertx;
    private final List<Context> contexts = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    private Workflows(Vertx vertx) {
        this.vertx = vertx;
    }

    public static Future<Workflows> start(Vertx vertx) {
        Workflows workflows = new Workflows(vertx);
        int lanes = Math.max(2, Runtime.getRuntime().availableProcessors());
        return vertx.deployVerticle(
                        () -> workflows.new Lane(),
                        new DeploymentOptions()
                                .setThreadingModel(ThreadingModel.VIRTUAL_THREAD)
                                .setInstances(lanes))
                .map(workflows);
    }

    /** Runs the work; its outcome comes on the caller's context. */
    public <T> Future<T> run(Callable<T> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> outcome = Promise.promise();
        lane().runOnContext(started -> {
            Promise<T> done = Promise.promise();
            done.future().onComplete(result -> caller.runOnContext(back -> outcome.handle(result)));
            try {
                done.complete(work.call());
            } catch (Throwable e) {
                done.fail(e);
            }
        });
        return outcome.future();
    }

    private Context lane() {
        return contexts.get(Math.floorMod(next.getAndIncrement(), contexts.size()));
    }

    private final class Lane extends VerticleBase {
        @Override
        public Future<?> start() {
            contexts.add(context);
            return Future.succeededFuture();
        }
    }
}
