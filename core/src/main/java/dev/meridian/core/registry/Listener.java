package dev.meridian.core.registry;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One that wants to hear of new snapshots, on its own context. If it is slow, it hears only of the newest. */
final class Listener {

    private final Context context;
    private final Handler<RegistrySnapshot> handler;
    private final AtomicReference<@Nullable RegistrySnapshot> next = new AtomicReference<>();

    Listener(Context context, Handler<RegistrySnapshot> handler) {
        this.context = context;
        this.handler = handler;
    }

    void offer(RegistrySnapshot snapshot) {
        if (next.getAndSet(snapshot) == null) {
            context.runOnContext(turn -> {
                RegistrySnapshot newest = next.getAndSet(null);
                if (newest != null) {
                    handler.handle(newest);
                }
            });
        }
    }
}
