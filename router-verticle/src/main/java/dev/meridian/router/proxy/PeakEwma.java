package dev.meridian.router.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a request to a node costs just now: how long its answers take, and how many it is giving. A slow answer counts at
 * once, quick ones after it only bit by bit (peak-sensitive moving average, as Finagle has it). Safe for use by many threads.
 */
final class PeakEwma {

    /** In that time a peak falls to 37 %. */
    private static final double DECAY_NANOS = 10e9;

    /** Before the first answer: unknown is better than slow, and worse than quick. */
    private static final double UNKNOWN_NANOS = 20e6;

    private record Mean(double nanos, long at) {}

    private final AtomicReference<Mean> mean;
    private final AtomicInteger underWay = new AtomicInteger();

    PeakEwma(long now) {
        this.mean = new AtomicReference<>(new Mean(UNKNOWN_NANOS, now));
    }

    void begun() {
        underWay.incrementAndGet();
    }

    /** It ended without an answer that says how long one takes. */
    void gone() {
        underWay.decrementAndGet();
    }

    /** @param took from the request to the head of the answer */
    void answered(long took, long now) {
        underWay.decrementAndGet();
        mean.updateAndGet(before -> {
            if (took > before.nanos()) {
                return new Mean(took, now);
            }
            double keeps = Math.exp(-Math.max(0, now - before.at()) / DECAY_NANOS);
            return new Mean(before.nanos() * keeps + took * (1 - keeps), now);
        });
    }

    int underWay() {
        return underWay.get();
    }

    double cost(long now) {
        Mean present = mean.get();
        double keeps = Math.exp(-Math.max(0, now - present.at()) / DECAY_NANOS);
        return present.nanos() * keeps * (underWay.get() + 1);
    }
}
