package dev.meridian.core.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Begins asynchronous work from a test's thread: a Vert.x client that is used off its contexts may lose a response. */
public final class OnContext {

    private OnContext() {}

    public static <T> Future<T> begin(Vertx vertx, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        vertx.getOrCreateContext().runOnContext(turn -> work.get().onComplete(done));
        return done.future();
    }
}
