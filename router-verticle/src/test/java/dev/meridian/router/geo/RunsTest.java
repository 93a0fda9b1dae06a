package dev.meridian.router.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunsTest {

    private static final long KEYS = 1L << 48;

    @Test
    void aKeyHasTheNumberOfTheRunThatBeginsAtItOrLastBeforeIt() {
        long seed = Long.getLong("seed", 4711);
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            TreeMap<Long, Integer> expected = new TreeMap<>();
            // Now all over the keys, now close together: many groups, and many runs in one.
            long width = 1L << random.nextInt(12, 49);
            long offset = random.nextLong(KEYS - width + 1);
            for (int i = random.nextInt(300); i > 0; i--) {
                expected.put(offset + random.nextLong(width), random.nextInt(4));
            }
            Runs.Builder builder = new Runs.Builder(random.nextInt(400));
            expected.forEach(builder::add);
            Runs runs = builder.build();

            for (int probe = 0; probe < 300; probe++) {
                long key = offset + random.nextLong(width);
                var floor = expected.floorEntry(key);
                assertThat(runs.find(key))
                        .as("seed %d, round %d, key %x", seed, round, key)
                        .isEqualTo(floor == null ? 0 : floor.getValue());
            }
        }
    }

    @Test
    void theFirstAndTheLastKeyAreKeysToo() {
        Runs.Builder builder = new Runs.Builder(0);
        builder.add(0, 1);
        builder.add(0xffff_ffffL, 2);
        builder.add(0x1_0000_0000L, 3);
        builder.add(KEYS - 1, 4);
        Runs runs = builder.build();

        assertThat(runs.find(0)).isEqualTo(1);
        assertThat(runs.find(0xffff_fffeL)).isEqualTo(1);
        assertThat(runs.find(0xffff_ffffL)).isEqualTo(2);
        assertThat(runs.find(0x1_0000_0000L)).isEqualTo(3);
        assertThat(runs.find(KEYS - 2)).isEqualTo(3);
        assertThat(runs.find(KEYS - 1)).isEqualTo(4);
    }

    @Test
    void neighboursOfOneNumberAreOneRun() {
        Runs.Builder builder = new Runs.Builder(0);
        builder.add(10, 1);
        builder.add(20, 1);
        builder.add(30, 2);

        assertThat(builder.build().size()).isEqualTo(2);
    }
}
