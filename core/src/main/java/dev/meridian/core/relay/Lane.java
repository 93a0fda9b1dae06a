package dev.meridian.core.relay;

import dev.meridian.core.http.GatheredWrites;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a peer, for the callers of one event loop; made again when it is asked for after it was lost.
 * Its state changes on its context.
 */
final class Lane {

    private final ContextInternal context;
    private final Supplier<Future<HttpClientConnection>> connect;
    private volatile @Nullable HttpClientConnection open;
    private @Nullable Future<HttpClientConnection> opening;

    Lane(ContextInternal context, Supplier<Future<HttpClientConnection>> connect) {
        this.context = context;
        this.connect = connect;
    }

    Future<HttpClientConnection> connection() {
        HttpClientConnection present = open;
        if (present != null) {
            return Future.succeededFuture(present);
        }
        Promise<HttpClientConnection> promise = Promise.promise();
        context.runOnContext(ignored -> openOnce().onComplete(promise));
        return promise.future();
    }

    /** Connects ahead of the next call. */
    void warm() {
        context.runOnContext(ignored -> openOnce());
    }

    /** Drops the connection; the calls on it fail. */
    void close() {
        leave(HttpClientConnection::close);
    }

    /** Leaves the connection to the calls on it, for the time given at most. */
    void retire(Duration drain) {
        leave(connection -> connection.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void leave(Consumer<HttpClientConnection> ending) {
        context.runOnContext(ignored -> {
            HttpClientConnection present = open;
            open = null;
            if (present != null) {
                ending.accept(present);
            }
        });
    }

    private Future<HttpClientConnection> openOnce() {
        HttpClientConnection present = open;
        if (present != null) {
            return Future.succeededFuture(present);
        }
        if (opening == null) {
            Future<HttpClientConnection> attempt = connect.get();
            opening = attempt;
            attempt.onComplete(result -> {
                opening = null;
                if (result.succeeded()) {
                    HttpClientConnection made = result.result();
                    open = made;
                    GatheredWrites.on(made);
                    made.closeHandler(ignored -> lost(made));
                    made.goAwayHandler(ignored -> lost(made));
                }
            });
            return attempt;
        }
        return opening;
    }

    private void lost(HttpClientConnection connection) {
        if (connection.equals(open)) {
            open = null;
        }
    }
}
