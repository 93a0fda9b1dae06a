package dev.meridian.edge.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Replay with -Dseed=… */
class ShardTest {

    @Test
    void aShardIsAMap() {
        long seed = Long.getLong("seed", 20_261_127L);
        Random random = new Random(seed);
        Shard shard = new Shard();
        Map<Long, Slot> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            // Hashes that agree in their lowest bits make long runs of neighbours.
            long hash = (long) random.nextInt(300) << (random.nextInt(3) * 4);
            if (random.nextBoolean()) {
                Slot slot = new Slot(hash, step, 1 + random.nextInt(9), 512 + step, 1 + random.nextInt(9), step & 7);
                shard.put(slot);
                model.put(hash, slot);
            } else {
                shard.remove(hash);
                model.remove(hash);
            }
            long other = random.nextInt(300);
            assertThat(shard.find(other))
                    .as("seed %d step %d", seed, step)
                    .isEqualTo(Optional.ofNullable(model.get(other)));
            assertThat(shard.size()).isEqualTo(model.size());
        }
        assertThat(shard.matching(slot -> true)).containsExactlyInAnyOrderElementsOf(model.values());
    }
}
