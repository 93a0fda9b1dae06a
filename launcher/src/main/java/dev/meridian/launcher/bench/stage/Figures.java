package dev.meridian.launcher.bench.stage;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What one run of load gave.
 *
 * @param perSecond answers per second
 * @param p50 in milliseconds
 * @param p99 in milliseconds
 */
public record Figures(double perSecond, double p50, double p99) {

    /** The run in the middle by answers per second. */
    public static Figures median(List<Figures> runs) {
        return runs.stream()
                .sorted(Comparator.comparingDouble(Figures::perSecond))
                .toList()
                .get(runs.size() / 2);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,9.0f/s   p50 %7.2f ms   p99 %7.2f ms", perSecond, p50, p99);
    }
}
