package dev.meridian.router.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Attempts at one thing, of which the first to succeed counts; it fails with the last of them. Used on one context.
 *
 * @param <T> what an attempt brings
 */
final class Race<T> {

    private final Promise<T> winner = Promise.promise();
    private int running;

    void enter(Future<T> attempt) {
        running++;
        attempt.onComplete(
                brought -> {
                    running--;
                    winner.tryComplete(brought);
                },
                failure -> {
                    running--;
                    if (running == 0) {
                        winner.tryFail(failure);
                    }
                });
    }

    Future<T> won() {
        return winner.future();
    }
}
