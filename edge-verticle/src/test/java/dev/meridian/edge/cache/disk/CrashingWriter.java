package dev.meridian.edge.cache.disk;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that stores, refreshes and removes until it is killed, and prints each event that was acknowledged. Each of
 * its threads has keys of its own, so that it knows the generation that it removes.
 */
final class CrashingWriter {

    static final long BYTES = 4 << 20;
    private static final int THREADS = 4;
    private static final int KEYS = 12;

    private final Shelf shelf;
    private final AtomicLong generation;
    private final Random random;
    private final int thread;

    private CrashingWriter(Shelf shelf, AtomicLong generation, Random random, int thread) {
        this.shelf = shelf;
        this.generation = generation;
        this.random = random;
        this.thread = thread;
    }

    static DiskSettings settings(Path folder) {
        return Shelf.settings(folder, BYTES, 100);
    }

    public static void main(String... arguments) {
        int life = Integer.parseInt(arguments[1]);
        Shelf shelf = Shelf.open(Vertx.vertx(), settings(Path.of(arguments[0])));
        AtomicLong generation = new AtomicLong(life * 1_000_000L);
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(life * 31L + thread);
            Thread.ofPlatform().start(new CrashingWriter(shelf, generation, random, thread)::run);
        }
    }

    private void run() {
        while (true) {
            DiskKey key = Sample.key("owner" + thread % 2, "key" + thread + "-" + random.nextInt(KEYS));
            if (random.nextInt(4) == 0) {
                long last = generation.incrementAndGet();
                Shelf.await(shelf.cache.remove(key));
                tell("removed " + key.bytes() + " " + last + " .");
            } else {
                int length = random.nextInt(random.nextInt(5) == 0 ? 150_000 : 10_000);
                Sample sample = new Sample(key, generation.incrementAndGet(), length, "");
                if (shelf.put(sample) instanceof Outcome.Stored stored && random.nextInt(3) == 0) {
                    Shelf.await(shelf.cache.refresh(
                            key, stored.version(), sample.tagged("new").metadata()));
                }
                tell("stored .");
            }
        }
    }

    private static void tell(String event) {
        System.out.println(event);
    }
}
