package dev.meridian.core.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits on the keeper's own thread, always for a bounded time. */
final class Await {

    private static final Logger log = LoggerFactory.getLogger(Await.class);

    private Await() {}

    /** @param late takes the result if it comes after all when nobody waits any longer */
    static <T> T of(Future<T> future, Duration most, Handler<T> late) throws Exception {
        CompletableFuture<T> waiting = future.toCompletionStage().toCompletableFuture();
        try {
            return waiting.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.onSuccess(late);
            throw e;
        }
    }

    /** Waits for an end, be it good or bad. */
    static void completion(Future<Void> future, Duration most) throws InterruptedException {
        try {
            future.toCompletionStage().toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().setCause(e).log("The clustered Vert.x did not close in order");
        }
    }

    static boolean orFalse(CompletableFuture<Boolean> answer, Duration most) throws InterruptedException {
        try {
            return answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().setCause(e).log("The cluster did not answer in time");
            return false;
        }
    }
}
