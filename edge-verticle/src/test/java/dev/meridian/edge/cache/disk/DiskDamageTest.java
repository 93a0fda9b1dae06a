package dev.meridian.edge.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that something else has written to. Replay with -Dseed=… */
class DiskDamageTest {

    private static final int ROUNDS = 40;
    private static final int KEYS = 60;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", 20_261_127L);
    private final Random random = new Random(seed);
    private final Vertx vertx = Vertx.vertx();
    private final Set<Sample> written = new HashSet<>();
    private final Set<DiskKey> removed = new HashSet<>();

    @AfterEach
    void close() {
        Shelf.await(vertx.close());
    }

    private Shelf open(Path path) {
        return Shelf.open(vertx, Shelf.settings(path, 16 << 20, 100));
    }

    /** Two generations of each object, some with new metadata, some removed. */
    private void fill(Path path, boolean clean) {
        Shelf shelf = open(path);
        for (int i = 0; i < 2 * KEYS; i++) {
            DiskKey key = Sample.key("owner" + i % 2, "key" + i % KEYS);
            Sample sample = new Sample(key, i, random.nextInt(i % 10 == 0 ? 150_000 : 9_000), "");
            Outcome outcome = shelf.put(sample);
            written.add(sample);
            if (i % 3 == 0 && outcome instanceof Outcome.Stored stored) {
                written.add(sample.tagged("new"));
                Shelf.await(shelf.cache.refresh(
                        key, stored.version(), sample.tagged("new").metadata()));
            }
        }
        for (int i = 0; i < KEYS; i += 7) {
            DiskKey key = Sample.key("owner" + i % 2, "key" + i);
            Shelf.await(shelf.cache.remove(key));
            removed.add(key);
        }
        if (clean) {
            shelf.close();
        }
    }

    @Test
    void aDamagedFolderStartsAndServesNothingThatWasNotWritten() throws IOException {
        fill(folder.resolve("clean"), true);
        fill(folder.resolve("killed"), false);
        int found = 0;
        int damaged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path copy = folder.resolve("round" + round);
            copy(folder.resolve(random.nextBoolean() ? "clean" : "killed"), copy);
            String what = "seed " + seed + " round " + round + ": " + damage(copy);
            Shelf shelf = open(copy);
            for (int i = 0; i < KEYS; i++) {
                DiskKey key = Sample.key("owner" + i % 2, "key" + i);
                Optional<Sample> sample = read(shelf, key);
                if (sample.isPresent()) {
                    assertThat(written).as(what).contains(sample.get());
                    assertThat(removed).as(what).doesNotContain(key);
                    found++;
                }
            }
            damaged += (int) shelf.count("damaged");
            Sample another = new Sample(Sample.key("owner0", "another"), 1, 1_000, "");
            assertThat(shelf.put(another)).as(what).isInstanceOf(Outcome.Stored.class);
            assertThat(shelf.find(another.key())).as(what).contains(another);
            shelf.close();
        }
        assertThat(found).isGreaterThan(ROUNDS * KEYS / 2);
        assertThat(damaged).isPositive();
    }

    /** Nothing if the body turns out to be damaged; its end is then never reached. */
    private static Optional<Sample> read(Shelf shelf, DiskKey key) {
        try {
            return shelf.find(key);
        } catch (Exception broken) {
            assertThat(broken).isInstanceOf(Damaged.class);
            assertThat(shelf.find(key)).isEmpty();
            return Optional.empty();
        }
    }

    @Test
    void aJournalThatCannotBeTrustedEmptiesTheCache() throws IOException {
        fill(folder.resolve("clean"), true);
        for (boolean deleted : List.of(true, false)) {
            Path copy = folder.resolve("copy" + deleted);
            copy(folder.resolve("clean"), copy);
            if (deleted) {
                Files.delete(copy.resolve("removals"));
            } else {
                flip(copy.resolve("removals"), 50);
            }

            Shelf shelf = open(copy);

            assertThat(shelf.all()).isEmpty();
            assertThat(shelf.count("damaged")).isPositive();
            shelf.close();
        }
    }

    @Test
    void aDamagedBlockIsNotHandedOut() throws IOException {
        Path path = folder.resolve("cache");
        Sample sample = new Sample(Sample.key("a", "k"), 1, 300_000, "");
        Shelf before = open(path);
        before.put(sample);
        before.close();
        flip(path.resolve("00000001.segment"), 200_000);
        Shelf shelf = open(path);
        DiskObject object = Shelf.await(shelf.cache.find(sample.key())).orElseThrow();

        assertThat(Shelf.await(object.read(0, 65_536))).isEqualTo(sample.body().slice(0, 65_536));
        assertThat(object.read(131_072, 131_072)).satisfies(piece -> {
            Future<?> ended = piece.transform(done -> Future.succeededFuture(done.failed()));
            assertThat(Shelf.await(ended)).isEqualTo(true);
        });
        object.close();
        assertThat(shelf.find(sample.key())).isEmpty();
    }

    private String damage(Path copy) throws IOException {
        List<Path> segments = Shelf.files(copy).stream()
                .filter(path -> path.toString().endsWith(SegmentFiles.WHOLE))
                .toList();
        Path one = segments.get(random.nextInt(segments.size()));
        int at = random.nextInt((int) Files.size(one));
        return switch (random.nextInt(6)) {
            case 0 -> {
                Files.delete(one);
                yield "deleted " + one;
            }
            case 1 -> {
                truncate(one, at);
                yield "cut " + one + " at " + at;
            }
            case 2 -> {
                byte[] garbage = new byte[3_000];
                random.nextBytes(garbage);
                Files.write(copy.resolve("000000ff.segment"), garbage);
                Files.write(copy.resolve("notes.txt"), garbage);
                Files.write(copy.resolve("0000000e.part"), garbage);
                yield "garbage";
            }
            case 3 -> {
                flip(one, 0);
                yield "flipped the first byte of " + one;
            }
            default -> {
                List<Integer> flipped = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    flipped.add(random.nextInt((int) Files.size(one)));
                    flip(one, flipped.getLast());
                }
                yield "flipped " + flipped + " of " + one;
            }
        };
    }

    private static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void flip(Path file, int at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), at);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : Shelf.files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }
}
