package dev.meridian.core.grpc;

import io.vertx.core.Future;

/** Where the answers to one call go that come one after the other. */
public interface Parts<A> {

    /** Sends one. Succeeds when there is room for the next; fails when nobody takes it any more. One at a time. */
    Future<Void> write(A part);

    /** Completes when nobody takes any more: the caller has left, or their time is up. */
    Future<Void> left();
}
