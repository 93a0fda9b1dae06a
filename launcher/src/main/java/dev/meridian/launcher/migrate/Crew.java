package dev.meridian.launcher.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does the same for several things, a few at a time. */
final class Crew {

    private static final int HANDS = 4;

    private Crew() {}

    /** Ends with the first failure, if there is any, once all that was begun is over. */
    static <T> void each(List<T> items, Consumer<T> work) {
        try (ExecutorService hands =
                Executors.newFixedThreadPool(HANDS, Thread.ofVirtual().factory())) {
            List<Future<?>> begun = new ArrayList<>();
            items.forEach(item -> begun.add(hands.submit(() -> work.accept(item))));
            try {
                for (Future<?> each : begun) {
                    each.get();
                }
            } catch (ExecutionException e) {
                hands.shutdownNow();
                throw e.getCause() instanceof RuntimeException failure
                        ? failure
                        : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                hands.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }
}
