package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks at all objects, in steps between which others have the disk. */
final class Sweep {

    private static final int STEP = 256;

    private final DiskThreads threads;
    private final Index index;
    private final SegmentFiles files;
    private final Reader reader;
    private final Removals removals;

    Sweep(DiskThreads threads, Index index, SegmentFiles files, Reader reader, Removals removals) {
        this.threads = threads;
        this.index = index;
        this.files = files;
        this.reader = reader;
        this.removals = removals;
    }

    Future<Long> run(Predicate<StoredHead> test) {
        Round round = new Round(test, threads.promise());
        round.next();
        return round.done.future();
    }

    private final class Round {

        private final Predicate<StoredHead> test;
        private final Promise<Long> done;
        private List<Slot> slots = List.of();
        private int shard;
        private long removed;

        Round(Predicate<StoredHead> test, Promise<Long> done) {
            this.test = test;
            this.done = done;
        }

        void next() {
            if (slots.isEmpty() && shard == Index.SHARDS) {
                done.complete(removed);
                return;
            }
            threads.run(this::step)
                    .compose(removals::remove)
                    .onComplete(
                            count -> {
                                removed += count;
                                next();
                            },
                            done::fail);
        }

        private List<Slot> step() {
            if (slots.isEmpty()) {
                slots = new ArrayList<>(index.matching(shard++, slot -> true));
                slots.sort(Comparator.comparingInt(Slot::file).thenComparingInt(Slot::offset));
            }
            List<Slot> some = slots.subList(0, Math.min(STEP, slots.size()));
            List<Slot> doomed = some.stream().filter(this::isDoomed).toList();
            slots = slots.subList(some.size(), slots.size());
            return doomed;
        }

        private boolean isDoomed(Slot slot) {
            Optional<String> owner = files.find(slot.file()).map(file -> file.chain().owner);
            Optional<RecordHead> head = reader.head(slot);
            return owner.isPresent()
                    && head.isPresent()
                    && test.test(new StoredHead(
                            new DiskKey(owner.get(), head.get().key()),
                            head.get().metadata(),
                            head.get().body().length()));
        }
    }
}
