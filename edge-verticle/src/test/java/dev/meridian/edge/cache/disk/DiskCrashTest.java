package dev.meridian.edge.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that uses the disk is killed again and again ({@link CrashingWriter}), and each time the folder is looked
 * at. Replay the moments with -Dseed=…, and have more of them with -Dkills=…
 */
class DiskCrashTest {

    private static final int KILLS = Integer.getInteger("kills", 8);

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", 20_261_127L);
    private final Random random = new Random(seed);

    /** The last generation of each key that was acknowledged to be removed. */
    private final Map<String, Long> removed = new HashMap<>();

    @Test
    void afterAKillEveryObjectIsWholeAndEveryRemovalHolds() throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        long found = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            String moment = "seed " + seed + " kill " + kill;
            killAfter(1 + random.nextInt(3_000), kill);
            Shelf shelf = Shelf.open(vertx, CrashingWriter.settings(folder));
            for (Sample listed : shelf.all()) {
                Sample sample = shelf.find(listed.key()).orElseThrow(() -> new AssertionError(moment));
                assertThat(sample).as(moment).isEqualTo(listed);
                assertThat(sample.generation())
                        .as("%s: %s", moment, sample)
                        .isGreaterThan(removed.getOrDefault(sample.key().bytes().toString(), -1L));
                found++;
            }
            assertThat(shelf.onDisk()).as(moment).isLessThanOrEqualTo(CrashingWriter.BYTES);
            assertThat(shelf.count("write_failures")).as(moment).isZero();
            shelf.close();
        }
        Shelf.await(vertx.close());
        assertThat(found).isPositive();
        assertThat(removed).isNotEmpty();
    }

    /** Kills the child once it has told of so many events. */
    private void killAfter(int events, int kill) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        folder.toString(),
                        Integer.toString(kill)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader told = child.inputReader()) {
            for (int event = 0; event < events; event++) {
                hear(told.readLine());
            }
            child.toHandle().destroyForcibly();
            told.lines().forEach(this::hear);
        }
        child.waitFor();
    }

    private void hear(String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("removed") && words.length == 4 && words[3].equals(".")) {
            removed.merge(words[1], Long.parseLong(words[2]), Math::max);
        }
    }
}
