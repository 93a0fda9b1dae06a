package dev.meridian.core.cluster;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who on this node listens to which address. Independent of any membership. An event that finds a subscriber too far
 * behind is dropped for it.
 */
final class Subscribers {

    private static final int BEHIND_MOST = 10_000;

    private final Map<String, List<Subscriber>> byAddress = new ConcurrentHashMap<>();
    private final Runnable onDrop;

    Subscribers(Runnable onDrop) {
        this.onDrop = onDrop;
    }

    Set<String> addresses() {
        return Set.copyOf(byAddress.keySet());
    }

    Subscriber add(String address, Context context, Handler<Buffer> handler) {
        Subscriber subscriber = new Subscriber(context, handler);
        byAddress.merge(address, List.of(subscriber), Subscribers::joined);
        return subscriber;
    }

    void remove(String address, Subscriber subscriber) {
        subscriber.cancelled = true;
        byAddress.computeIfPresent(address, (key, subscribers) -> {
            List<Subscriber> rest =
                    subscribers.stream().filter(other -> other != subscriber).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    void deliver(String address, Buffer event) {
        for (Subscriber subscriber : byAddress.getOrDefault(address, List.of())) {
            if (!subscriber.offer(event)) {
                onDrop.run();
            }
        }
    }

    private static List<Subscriber> joined(List<Subscriber> some, List<Subscriber> more) {
        List<Subscriber> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** A handler and the context on which it runs. */
    static final class Subscriber {

        private final Context context;
        private final Handler<Buffer> handler;
        private final AtomicInteger behind = new AtomicInteger();
        private volatile boolean cancelled;

        private Subscriber(Context context, Handler<Buffer> handler) {
            this.context = context;
            this.handler = handler;
        }

        private boolean offer(Buffer event) {
            if (behind.incrementAndGet() > BEHIND_MOST) {
                behind.decrementAndGet();
                return false;
            }
            context.runOnContext(turn -> {
                behind.decrementAndGet();
                if (!cancelled) {
                    handler.handle(event);
                }
            });
            return true;
        }
    }
}
