package dev.meridian.edge.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk beside a plain map, through random use, clean ends and kills. Replay with -Dseed=… */
class DiskCacheModelTest {

    private static final long SEED = Long.getLong("seed", 20_261_127L);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Random random = new Random(SEED);
    private final Map<DiskKey, Sample> model = new HashMap<>();
    private final Map<DiskKey, Long> versions = new HashMap<>();
    private int step;
    private int life;
    private int hits;
    private long generation;

    @AfterEach
    void close() {
        Shelf.await(vertx.close());
    }

    @Test
    void withRoomEnoughExactlyWhatWasStoredIsFound() {
        run(64 << 20, 100, 3_000, true);
    }

    @Test
    void withoutRoomNothingIsFoundButWhatWasStoredLast() {
        run(1 << 20, 60, 3_000, false);
    }

    private void run(long bytes, int ownerPercent, int steps, boolean roomy) {
        Shelf shelf = Shelf.open(vertx, settings(bytes, ownerPercent));
        for (step = 0; step < steps; step++) {
            switch (random.nextInt(40)) {
                case 0 -> shelf = restart(shelf, bytes, ownerPercent);
                case 1 -> removeOwner(shelf);
                case 2 -> removeTagged(shelf);
                case 3 -> abort(shelf);
                case 4, 5, 6 -> remove(shelf);
                case 7, 8, 9, 10 -> refresh(shelf, roomy);
                case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> put(shelf, roomy);
                default -> check(shelf, randomKey(), roomy);
            }
            if (step % 1_000 == 999) {
                Shelf.await(shelf.cache.removeAll());
                model.clear();
            }
            // Empty files are deleted meanwhile, so the account is read first.
            long counted = shelf.cache.bytes();
            assertThat(counted).as(place()).isLessThanOrEqualTo(bytes);
            assertThat(shelf.onDisk()).as(place()).isLessThanOrEqualTo(counted);
        }
        for (int owner = 0; owner < 3; owner++) {
            for (int key = 0; key < 40; key++) {
                check(shelf, Sample.key("owner" + owner, "key" + key), roomy);
            }
        }
        assertThat(shelf.count("damaged")).as(place()).isZero();
        assertThat(shelf.count("write_failures")).as(place()).isZero();
        assertThat(hits).as(place()).isGreaterThan(steps / 20);
        shelf.close();
    }

    private DiskSettings settings(long bytes, int ownerPercent) {
        return Shelf.settings(folder.resolve("life" + life), bytes, ownerPercent);
    }

    private String place() {
        return "seed " + SEED + " step " + step;
    }

    private DiskKey randomKey() {
        return Sample.key("owner" + random.nextInt(3), "key" + random.nextInt(40));
    }

    private Sample randomSample() {
        int length = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 16_000 + random.nextInt(1_000);
            case 2 -> random.nextInt(200_000);
            default -> random.nextInt(12_000);
        };
        return new Sample(randomKey(), ++generation, length, "t" + random.nextInt(5));
    }

    private void put(Shelf shelf, boolean roomy) {
        Sample sample = randomSample();
        Outcome outcome = shelf.put(sample);
        if (outcome instanceof Outcome.Stored stored) {
            model.put(sample.key(), sample);
            versions.put(sample.key(), stored.version());
        } else {
            assertThat(roomy).as("%s: %s", place(), outcome).isFalse();
        }
    }

    private void refresh(Shelf shelf, boolean roomy) {
        DiskKey key = randomKey();
        Sample known = model.get(key);
        if (known == null) {
            return;
        }
        Sample changed = known.tagged("t" + random.nextInt(5));
        long version = versions.getOrDefault(key, 0L);
        if (Shelf.await(shelf.cache.refresh(key, version, changed.metadata())) instanceof Outcome.Stored stored) {
            model.put(key, changed);
            versions.put(key, stored.version());
        } else {
            assertThat(roomy).as(place()).isFalse();
        }
    }

    private void abort(Shelf shelf) {
        shelf.begin(randomSample()).abort();
    }

    private void remove(Shelf shelf) {
        DiskKey key = randomKey();
        Shelf.await(shelf.cache.remove(key));
        model.remove(key);
    }

    private void removeOwner(Shelf shelf) {
        String owner = "owner" + random.nextInt(3);
        Shelf.await(shelf.cache.removeOwner(owner));
        model.keySet().removeIf(key -> key.owner().equals(owner));
    }

    private void removeTagged(Shelf shelf) {
        String tag = "t" + random.nextInt(5);
        Shelf.await(shelf.cache.removeIf(
                head -> Sample.of(head.key(), head.metadata()).tag().equals(tag)));
        model.values().removeIf(sample -> sample.tag().equals(tag));
    }

    /** A clean end, or what a kill at this moment would leave. Moving may give objects new versions. */
    private Shelf restart(Shelf shelf, long bytes, int ownerPercent) {
        life++;
        boolean clean = random.nextBoolean();
        if (clean) {
            shelf.close();
        }
        shelf.copyTo(folder.resolve("life" + life));
        if (!clean) {
            shelf.close();
        }
        return Shelf.open(vertx, settings(bytes, ownerPercent));
    }

    private void check(Shelf shelf, DiskKey key, boolean roomy) {
        Optional<Sample> found = shelf.find(key);
        Optional<Sample> expected = Optional.ofNullable(model.get(key));
        if (roomy || found.isPresent()) {
            assertThat(found).as(place()).isEqualTo(expected);
        }
        found.ifPresent(sample -> {
            hits++;
            part(shelf, sample);
        });
    }

    private void part(Shelf shelf, Sample sample) {
        int from = random.nextInt(sample.length() + 1);
        int length = random.nextInt(sample.length() - from + 1);
        Shelf.await(shelf.cache.find(sample.key())).ifPresent(object -> {
            assertThat(Shelf.body(object, from, length))
                    .as(place())
                    .isEqualTo(sample.body().slice(from, from + length));
            object.close();
        });
    }
}
