package dev.meridian.launcher.bench.stage;

import java.time.Duration;

/**
 * How long answers took, counted by whole microseconds up to one second; longer ones count as one second. Safe for use by
 * many threads.
 */
public final class Latencies {

    private final int[] counts = new int[1_000_001];
    private long total;

    public synchronized void record(long nanos) {
        counts[(int) Math.min(nanos / 1_000, 1_000_000)]++;
        total++;
    }

    /** @param counted the while in which the answers came */
    public synchronized Figures figures(Duration counted) {
        return new Figures(total / (counted.toMillis() / 1000.0), quantile(0.5), quantile(0.99));
    }

    private double quantile(double share) {
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int micros = 0; micros < counts.length; micros++) {
            seen += counts[micros];
            if (seen >= wanted) {
                return micros / 1000.0;
            }
        }
        return 1000;
    }
}
