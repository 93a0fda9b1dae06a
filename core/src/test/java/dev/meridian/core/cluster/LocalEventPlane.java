package dev.meridian.core.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An event plane within one process: those who share it are a network. Never drops, always has a quorum. */
public final class LocalEventPlane implements EventPlane {

    private final Vertx vertx;
    private final Subscribers subscribers = new Subscribers(() -> {});
    private final Map<String, String> claims = new ConcurrentHashMap<>();

    public LocalEventPlane(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void publish(String address, Buffer event) {
        subscribers.deliver(address, event);
    }

    @Override
    public Subscription subscribe(String address, Handler<Buffer> handler) {
        Subscribers.Subscriber subscriber = subscribers.add(address, vertx.getOrCreateContext(), handler);
        return () -> subscribers.remove(address, subscriber);
    }

    @Override
    public boolean isJoined() {
        return true;
    }

    @Override
    public boolean mayClaim() {
        return isJoined();
    }

    @Override
    public Future<Boolean> claim(String kind, String name, String holder) {
        return Future.succeededFuture(holder.equals(claims.computeIfAbsent(kind + '/' + name, key -> holder)));
    }

    @Override
    public Future<Optional<String>> holder(String kind, String name) {
        return Future.succeededFuture(Optional.ofNullable(claims.get(kind + '/' + name)));
    }

    @Override
    public Future<Void> release(String kind, String name, String holder) {
        claims.remove(kind + '/' + name, holder);
        return Future.succeededFuture();
    }
}
