package dev.meridian.launcher.bench.stage;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * A round of load, and what it cost the one that was loaded.
 *
 * @param micros of processor time for each answer
 */
public record CostedRound(LoadResult load, double micros) {

    /** Loads something. */
    @FunctionalInterface
    public interface Load {
        LoadResult run() throws IOException, InterruptedException;
    }

    /** @param processorTime that the loaded one has used so far */
    public static CostedRound run(Supplier<Duration> processorTime, Load load)
            throws IOException, InterruptedException {
        Duration before = processorTime.get();
        LoadResult result = load.run();
        double micros = processorTime.get().minus(before).toNanos() / 1_000.0 / Math.max(1, result.answers());
        return new CostedRound(result, micros);
    }

    /** The round in the middle by answers per second. */
    public static CostedRound median(List<CostedRound> rounds) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(CostedRound::perSecond))
                .toList()
                .get(rounds.size() / 2);
    }

    public double perSecond() {
        return load.figures().perSecond();
    }
}
