package dev.meridian.core.grpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answers to a call as they go to its caller, as fast as they take them. May be written to from any context: what is
 * done to the call is done on its own.
 */
final class SentParts<A> implements Parts<A> {

    private static final String LEFT = "The caller has left";

    private final GrpcServerResponse<?, A> response;
    private final Context context;
    private final Promise<Void> left = Promise.promise();
    private @Nullable Promise<Void> room;

    private SentParts(GrpcServerResponse<?, A> response, Context context) {
        this.response = response;
        this.context = context;
    }

    /** On the call's context. */
    static <Q, A> SentParts<A> of(GrpcServerRequest<Q, A> call) {
        SentParts<A> parts = new SentParts<>(call.response(), Objects.requireNonNull(Vertx.currentContext()));
        call.errorHandler(error -> parts.leave()).exceptionHandler(failure -> parts.leave());
        call.response().exceptionHandler(failure -> parts.leave()).drainHandler(drained -> parts.drained());
        return parts;
    }

    @Override
    public Future<Void> write(A part) {
        Promise<Void> sent = Promise.promise();
        onContext(() -> send(part).onComplete(sent));
        return sent.future();
    }

    /** Does something on the call's context, now if that is the current one. */
    void onContext(Runnable action) {
        if (context.equals(Vertx.currentContext())) {
            action.run();
        } else {
            context.runOnContext(ignored -> action.run());
        }
    }

    private Future<Void> send(A part) {
        if (isLeft()) {
            return Future.failedFuture(LEFT);
        }
        response.write(part).onFailure(failure -> leave());
        if (!response.writeQueueFull()) {
            return Future.succeededFuture();
        }
        Promise<Void> awaited = Promise.promise();
        room = awaited;
        return awaited.future();
    }

    @Override
    public Future<Void> left() {
        return left.future();
    }

    boolean isLeft() {
        return left.future().isComplete();
    }

    /** Nothing is sent from now on. */
    void leave() {
        left.tryComplete();
        if (room != null) {
            room.tryFail(LEFT);
        }
    }

    private void drained() {
        if (room != null) {
            room.tryComplete();
        }
    }
}
