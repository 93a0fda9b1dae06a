package dev.meridian.edge.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.Wait;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {

    private static final int SMALL = 8_000;
    private static final int LARGE = 100_000;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Shelf.await(vertx.close());
    }

    private Shelf open(long bytes, int ownerPercent) {
        return Shelf.open(vertx, Shelf.settings(folder.resolve("cache"), bytes, ownerPercent));
    }

    private static Sample sample(String owner, int key, int length) {
        return new Sample(Sample.key(owner, "k" + key), 1, length, "");
    }

    @Test
    void whatIsAbortedOrBreaksOffLeavesNothing() {
        Shelf shelf = open(4 << 20, 100);
        Sample large = sample("a", 1, LARGE);
        DiskWrite aborted = shelf.begin(large);
        aborted.abort();
        DiskWrite shorter = shelf.cache.write(large.key(), large.metadata(), OptionalLong.of(LARGE + 1));
        Shelf.await(shorter.write(large.body()));
        DiskWrite longer = shelf.cache.write(large.key(), large.metadata(), OptionalLong.of(LARGE - 1));
        Shelf.await(longer.write(large.body()));

        assertThat(Shelf.await(aborted.commit())).isEqualTo(new Outcome.NotStored(Refusal.INCOMPLETE));
        assertThat(Shelf.await(shorter.commit())).isEqualTo(new Outcome.NotStored(Refusal.INCOMPLETE));
        assertThat(Shelf.await(longer.commit())).isEqualTo(new Outcome.NotStored(Refusal.INCOMPLETE));

        assertThat(shelf.find(large.key())).isEmpty();
        Wait.until("nothing is left on the disk", () -> shelf.onDisk() == 0 && shelf.cache.bytes() == 0);
    }

    @Test
    void whatIsTooLargeIsNotStored() {
        Shelf shelf = open(4 << 20, 100);
        Buffer tooLong = Buffer.buffer(new byte[(64 << 10) + 1]);
        Buffer tooMuch = Buffer.buffer(new byte[(256 << 10) + 1]);

        List<DiskWrite> writes = List.of(
                shelf.begin(sample("a", 1, (1 << 20) + 1)),
                shelf.cache.write(Sample.key("a", "k"), Buffer.buffer(), OptionalLong.of((1 << 20) + 1)),
                shelf.cache.write(new DiskKey("a", tooLong), Buffer.buffer(), OptionalLong.empty()),
                shelf.cache.write(Sample.key("a".repeat(256), "k"), Buffer.buffer(), OptionalLong.empty()),
                shelf.cache.write(Sample.key("a", "k"), tooMuch, OptionalLong.empty()));

        assertThat(writes)
                .allSatisfy(write ->
                        assertThat(Shelf.await(write.commit())).isEqualTo(new Outcome.NotStored(Refusal.TOO_LARGE)));
        assertThat(Shelf.await(shelf.cache.find(new DiskKey("a", tooLong)))).isEmpty();
    }

    @Test
    void theLargestKeyAndMetadataAreStored() {
        Shelf shelf = open(4 << 20, 100);
        DiskKey key = new DiskKey("a", Buffer.buffer(new byte[64 << 10]));
        Buffer metadata = Buffer.buffer(new byte[256 << 10]);

        Outcome outcome =
                Shelf.await(shelf.cache.write(key, metadata, OptionalLong.of(0)).commit());

        assertThat(outcome).isInstanceOf(Outcome.Stored.class);
        DiskObject found = Shelf.await(shelf.cache.find(key)).orElseThrow();
        assertThat(found.metadata()).isEqualTo(metadata);
        assertThat(found.length()).isZero();
        found.close();
    }

    @Test
    void aRemovalReachesWhatIsBeingWritten() {
        Shelf shelf = open(4 << 20, 100);
        List<Sample> samples = List.of(sample("a", 1, SMALL), sample("a", 2, LARGE));

        for (Sample sample : samples) {
            List<Supplier<Future<Void>>> removals = List.of(
                    () -> shelf.cache.remove(sample.key()),
                    () -> shelf.cache.removeOwner("a"),
                    () -> shelf.cache.removeAll());
            for (Supplier<Future<Void>> removal : removals) {
                DiskWrite write = shelf.begin(sample);
                Shelf.await(removal.get());
                assertThat(Shelf.await(write.commit())).isEqualTo(new Outcome.NotStored(Refusal.OUTDATED));
                assertThat(shelf.find(sample.key())).isEmpty();
                assertThat(shelf.put(sample)).isInstanceOf(Outcome.Stored.class);
            }
        }
    }

    @Test
    void aRemovalLeavesWhatIsBeingWrittenOfOthers() {
        Shelf shelf = open(4 << 20, 100);
        DiskWrite write = shelf.begin(sample("a", 1, SMALL));

        Shelf.await(shelf.cache.remove(Sample.key("a", "k2")));
        Shelf.await(shelf.cache.removeOwner("b"));

        assertThat(Shelf.await(write.commit())).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void newMetadataIsRefusedForAnotherVersion() {
        Shelf shelf = open(4 << 20, 100);
        Sample old = sample("a", 1, SMALL);
        Sample fresh = new Sample(old.key(), 2, SMALL, "");
        long version = ((Outcome.Stored) shelf.put(old)).version();
        shelf.put(fresh);

        Outcome outcome = Shelf.await(shelf.cache.refresh(old.key(), version, old.metadata()));

        assertThat(outcome).isEqualTo(new Outcome.NotStored(Refusal.OUTDATED));
        assertThat(shelf.find(old.key())).contains(fresh);
    }

    @Test
    void anOwnerPastItsBudgetLosesItsOwnAndNothingOfOthers() {
        Shelf shelf = open(4 << 20, 25);
        for (int i = 0; i < 20; i++) {
            shelf.put(sample("quiet", i, SMALL));
        }
        for (int i = 0; i < 2_000; i++) {
            shelf.put(sample("loud", i, SMALL));
        }

        List<Sample> all = shelf.all();

        assertThat(all)
                .filteredOn(sample -> sample.key().owner().equals("quiet"))
                .hasSize(20);
        long loud = all.stream()
                .filter(sample -> sample.key().owner().equals("loud"))
                .mapToLong(Sample::length)
                .sum();
        assertThat(loud).isBetween((4L << 20) / 8, (4L << 20) / 4);
    }

    @Test
    void whoHoldsMostGivesWhenThereIsNoRoomForAll() {
        Shelf shelf = open(4 << 20, 100);
        for (int i = 0; i < 40; i++) {
            shelf.put(sample("quiet", i, SMALL));
        }
        for (int i = 0; i < 2_000; i++) {
            shelf.put(sample("loud" + i % 2, i, SMALL));
        }

        assertThat(shelf.all())
                .filteredOn(sample -> sample.key().owner().equals("quiet"))
                .hasSize(40);
        assertThat(shelf.onDisk()).isBetween(3L << 20, 4L << 20);
    }

    @Test
    void whatIsAskedForOutlivesWhatIsNot() {
        Shelf shelf = open(4 << 20, 100);
        Sample asked = sample("a", -1, SMALL);
        Sample askedLarge = sample("a", -2, LARGE);
        Sample forgotten = sample("a", -3, SMALL);
        shelf.put(asked);
        shelf.put(askedLarge);
        shelf.put(forgotten);
        for (int i = 0; i < 3_000; i++) {
            shelf.put(sample("a", i, SMALL));
            if (i % 20 == 0) {
                assertThat(shelf.find(asked.key())).as("after %d", i).isPresent();
                assertThat(shelf.find(askedLarge.key())).as("after %d", i).isPresent();
            }
        }
        assertThat(shelf.find(forgotten.key())).isEmpty();
        assertThat(shelf.count("evictions")).isGreaterThan(2_000);
    }

    @Test
    void whatIsBeingReadStaysThoughItIsEvicted() {
        Shelf shelf = open(4 << 20, 100);
        List<Sample> samples = List.of(sample("a", -1, SMALL), sample("a", -2, LARGE));
        samples.forEach(shelf::put);
        List<DiskObject> held = samples.stream()
                .map(sample -> Shelf.await(shelf.cache.find(sample.key())).orElseThrow())
                .toList();
        Shelf.await(shelf.cache.removeAll());
        for (int i = 0; i < 2_000; i++) {
            shelf.put(sample("a", i, SMALL));
        }

        for (int i = 0; i < held.size(); i++) {
            DiskObject object = held.get(i);
            Buffer expected = samples.get(i).body();
            assertThat(Shelf.body(object, 0, object.length())).isEqualTo(expected);
            assertThat(shelf.find(samples.get(i).key())).isEmpty();
        }
        held.forEach(DiskObject::close);
        Wait.until(
                "the files are deleted",
                () -> Shelf.files(folder.resolve("cache")).stream()
                        .noneMatch(file -> file.toString().endsWith(SegmentFiles.GONE)));
    }

    @Test
    void readersSeeWholeObjectsWhileFilesAreEvicted() throws InterruptedException {
        Shelf shelf = open(2 << 20, 100);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger hits = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> readers = new ArrayList<>();
        for (int reader = 0; reader < 3; reader++) {
            int first = reader;
            readers.add(Thread.ofPlatform().start(() -> {
                for (int i = first; !done.get(); i++) {
                    try {
                        shelf.find(Sample.key("a", "k" + i % 300)).ifPresent(found -> hits.incrementAndGet());
                    } catch (AssertionError wrong) {
                        failure.set(wrong);
                    }
                }
            }));
        }
        for (int i = 0; i < 3_000; i++) {
            shelf.put(new Sample(Sample.key("a", "k" + i % 300), i, i % 10 == 0 ? LARGE : SMALL, ""));
        }
        done.set(true);
        for (Thread reader : readers) {
            reader.join();
        }

        assertThat(failure.get()).isNull();
        assertThat(hits.get()).isPositive();
        assertThat(shelf.count("evictions")).isPositive();
        assertThat(shelf.count("damaged")).isZero();
    }

    @Test
    void aDiskThatFailsCostsOnlyWhatIsNotStored() throws IOException {
        Shelf shelf = open(4 << 20, 100);
        Path cache = folder.resolve("cache");
        Path away = folder.resolve("away");
        Files.move(cache, away);

        assertThat(shelf.put(sample("a", 1, SMALL))).isEqualTo(new Outcome.NotStored(Refusal.FAILED));
        assertThat(shelf.put(sample("a", 2, LARGE))).isEqualTo(new Outcome.NotStored(Refusal.FAILED));
        assertThat(shelf.count("write_failures")).isPositive();
        assertThat(shelf.find(Sample.key("a", "k1"))).isEmpty();

        Files.move(away, cache);
        assertThat(shelf.put(sample("a", 1, SMALL))).isInstanceOf(Outcome.Stored.class);
        assertThat(shelf.put(sample("a", 2, LARGE))).isInstanceOf(Outcome.Stored.class);
        assertThat(shelf.cache.objects()).isEqualTo(2);
    }

    @Test
    void aFolderThatCannotBeUsedGivesACacheThatStoresNothing() throws IOException {
        Files.writeString(folder.resolve("cache"), "not a folder");
        Shelf shelf = open(4 << 20, 100);

        assertThat(shelf.put(sample("a", 1, LARGE))).isEqualTo(new Outcome.NotStored(Refusal.FAILED));
        assertThat(shelf.find(Sample.key("a", "k1"))).isEmpty();
        assertThat(shelf.cache.remove(Sample.key("a", "k1")).failed()).isTrue();
        shelf.close();
    }

    @Test
    void aFolderBelongsToOneCache() {
        Shelf first = open(4 << 20, 100);
        Shelf second = open(4 << 20, 100);

        assertThat(first.put(sample("a", 1, SMALL))).isInstanceOf(Outcome.Stored.class);
        assertThat(second.put(sample("a", 1, SMALL))).isEqualTo(new Outcome.NotStored(Refusal.FAILED));
    }

    @Test
    void lessRoomThanBeforeIsKeptTo() {
        Shelf shelf = open(4 << 20, 100);
        for (int i = 0; i < 400; i++) {
            shelf.put(sample("a", i, SMALL));
        }
        shelf.close();

        Shelf smaller = open(1 << 20, 100);

        assertThat(smaller.onDisk()).isLessThanOrEqualTo(1 << 20);
        assertThat(smaller.all()).isNotEmpty();
    }

    @Test
    void bodiesThatWaitInMemoryAreBounded() {
        DiskSettings narrow = new DiskSettings(folder.resolve("cache"), 4 << 20, 64 << 10, 100, 1 << 20, 20_000, 2);
        Shelf shelf = Shelf.open(vertx, narrow);
        DiskWrite first = shelf.begin(sample("a", 1, 12_000));
        DiskWrite second = shelf.begin(sample("a", 2, 12_000));

        assertThat(Shelf.await(second.commit())).isEqualTo(new Outcome.NotStored(Refusal.BUSY));
        assertThat(Shelf.await(first.commit())).isInstanceOf(Outcome.Stored.class);
        assertThat(shelf.put(sample("a", 3, 12_000))).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void aBodyIsPipedNoFasterThanItIsTaken() {
        Shelf shelf = open(16 << 20, 100);
        Sample sample = sample("a", 1, 2_000_000);
        shelf.put(sample);
        DiskObject object = Shelf.await(shelf.cache.find(sample.key())).orElseThrow();
        SlowSink sink = new SlowSink();

        Future<Void> piped = object.pipe(sink, 1_000, 1_900_000);

        int pieces = 0;
        while (!piped.isComplete()) {
            int before = pieces;
            Wait.until("another piece is there", () -> sink.isWaitedFor() || piped.isComplete());
            assertThat(sink.pieces()).isLessThanOrEqualTo(before + 1);
            pieces = sink.pieces();
            sink.drain();
        }
        Shelf.await(piped);
        assertThat(sink.taken()).isEqualTo(sample.body().slice(1_000, 1_901_000));
        object.close();
    }

    @Test
    void theJournalForgetsRemovalsThatConcernNoFile() throws IOException {
        Shelf shelf = Shelf.open(
                vertx, new DiskSettings(folder.resolve("cache"), 64 << 20, 1 << 20, 100, 1 << 20, 64 << 20, 3));
        List<Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            Sample sample = sample("a", i, 0);
            writes.add(shelf.cache
                    .write(sample.key(), sample.metadata(), OptionalLong.of(0))
                    .commit());
        }
        Shelf.await(Future.all(writes));
        Sample kept = sample("b", 1, SMALL);
        Sample removed = sample("b", 2, SMALL);
        shelf.put(kept);
        shelf.put(removed);
        Shelf.await(shelf.cache.remove(removed.key()));
        List<Future<?>> removals = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            removals.add(shelf.cache.remove(Sample.key("a", "k" + i)));
        }
        Shelf.await(Future.all(removals));
        Path journal = folder.resolve("cache").resolve("removals");
        assertThat(Files.size(journal)).isPositive();
        shelf.close();

        Shelf again = open(64 << 20, 100);

        assertThat(Files.size(journal)).isLessThan(1_000);
        assertThat(again.all()).containsExactly(kept);
    }

    /** Has room for one piece at a time. */
    private static final class SlowSink implements WriteStream<Buffer> {

        private final Buffer taken = Buffer.buffer();
        private int pieces;
        private boolean full;
        private @Nullable Handler<Void> drained;

        synchronized int pieces() {
            return pieces;
        }

        synchronized boolean isWaitedFor() {
            return drained != null;
        }

        synchronized Buffer taken() {
            return taken.copy();
        }

        void drain() {
            Handler<Void> next;
            synchronized (this) {
                full = false;
                next = drained;
            }
            if (next != null) {
                next.handle(null);
            }
        }

        @Override
        public synchronized Future<Void> write(Buffer piece) {
            pieces++;
            taken.appendBuffer(piece);
            full = true;
            return Future.succeededFuture();
        }

        @Override
        public synchronized boolean writeQueueFull() {
            return full;
        }

        @Override
        public synchronized WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            drained = handler;
            return this;
        }

        @Override
        public Future<Void> end() {
            return Future.succeededFuture();
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
            return this;
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }
    }
}
