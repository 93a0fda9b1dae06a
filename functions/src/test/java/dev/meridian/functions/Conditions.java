package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what comes true by itself. */
final class Conditions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Conditions() {}

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("the condition did not come true in time")
                    .isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
