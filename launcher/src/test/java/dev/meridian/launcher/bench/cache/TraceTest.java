package dev.meridian.launcher.bench.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {

    /** Worked out by hand; an optimum may leave what it fetched. */
    @ParameterizedTest
    @CsvSource({
        "0 1 2 0 1 2, 2, 0, 2",
        "0 1 2 0 1 2, 3, 3, 3",
        "0 0 0 0, 1, 3, 3",
        "0 1 0 2 0 3 0, 1, 0, 3",
        "0 1 2 3 4, 4, 0, 0",
    })
    void anOrderIsFollowed(String objects, int capacity, int leastRecentlyUsed, int optimum) {
        int[] order =
                Arrays.stream(objects.split(" ")).mapToInt(Integer::parseInt).toArray();
        Trace trace = new Trace(order);

        assertThat(trace.leastRecentlyUsed(capacity) * order.length).isEqualTo(leastRecentlyUsed);
        assertThat(trace.optimum(capacity) * order.length).isEqualTo(optimum);
    }

    @Test
    void popularityFallsWithRankAndTheSeedDecides() {
        int[] objects = Trace.zipf(1_000, 100_000, 7).objects();

        assertThat(objects).isEqualTo(Trace.zipf(1_000, 100_000, 7).objects());
        long first = Arrays.stream(objects).filter(object -> object == 0).count();
        long tenth = Arrays.stream(objects).filter(object -> object == 9).count();
        assertThat((double) first / tenth).isBetween(6.0, 10.0);
    }
}
