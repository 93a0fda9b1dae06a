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

    Future<Long> run(Predicate<String> owners, Predicate<StoredHead> test) {
        Round round = new Round(owners, test, threads.promise());
        round.next();
        return round.done.future();
    }

    private final class Round {

        private final Predicate<String> owners;
        private final Predicate<StoredHead> test;
        private final Promise<Long> done;
        private List<Slot> slots = List.of();
        private int shard;
        private long removed;

        Round(Predicate<String> owners, Predicate<StoredHead> test, Promise<Long> done) {
            this.owners = owners;
            this.test = test;
            this.done = done;
        }

        void next() {
            if (slots.isEmpty() && shard == Index.SHARDS) {
                done.complete(removed);
                return;
            }
            threads.run(this::step)
                    .compose(doomed -> removals.remove(doomed).onSuccess(count -> {
                        removed += count;
                        lookAgain(doomed);
                    }))
                    .onComplete(count -> next(), done::fail);
        }

        private List<Slot> step() {
            if (slots.isEmpty()) {
                slots = new ArrayList<>(index.matching(shard++, slot -> true));
                slots.sort(Comparator.comparingInt(Slot::file).thenComparingInt(Slot::offset));
            }
            List<Slot> some = slots.subList(0, Math.min(STEP, slots.size()));
            List<Slot> doomed =
                    some.stream().flatMap(slot -> doomed(slot).stream()).toList();
            slots = slots.subList(some.size(), slots.size());
            return doomed;
        }

        /** What moved after it was judged is judged anew. */
        private void lookAgain(List<Slot> doomed) {
            List<Slot> moved = doomed.stream()
                    .flatMap(slot -> index.find(slot.hash()).stream())
                    .toList();
            if (!moved.isEmpty()) {
                List<Slot> left = new ArrayList<>(moved);
                left.addAll(slots);
                slots = left;
            }
        }

        /** Where an object is that is to be removed. It may have moved since it was listed, and may move meanwhile. */
        private Optional<Slot> doomed(Slot listed) {
            Optional<Slot> now = index.find(listed.hash());
            while (now.isPresent()) {
                Slot slot = now.get();
                if (isDoomed(slot)) {
                    return now;
                }
                now = index.find(slot.hash()).filter(other -> other.sequence() != slot.sequence());
            }
            return now;
        }

        /** What cannot be read is removed: it might be what the test would have removed. */
        private boolean isDoomed(Slot slot) {
            Optional<String> owner = files.find(slot.file()).map(file -> file.chain().owner);
            if (owner.isEmpty() || !owners.test(owner.get())) {
                return false;
            }
            Optional<RecordHead> head = reader.head(slot);
            return head.isEmpty()
                    || test.test(new StoredHead(
                            new DiskKey(owner.get(), head.get().key()),
                            head.get().metadata(),
                            head.get().body().length(),
                            slot.sequence()));
        }
    }
}
