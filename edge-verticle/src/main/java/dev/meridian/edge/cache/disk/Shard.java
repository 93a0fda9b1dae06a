package dev.meridian.edge.cache.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A part of the index: an open-addressed table of four longs a slot, at most three quarters full, without an object for
 * each entry. Used under its own lock, which its callers take.
 */
final class Shard {

    private static final int WIDTH = 4;
    private static final int FIRST_SLOTS = 16;

    final List<Claim> claims = new ArrayList<>(0);
    private long[] table = new long[FIRST_SLOTS * WIDTH];
    private int size;

    int size() {
        return size;
    }

    Optional<Slot> find(long hash) {
        int at = position(hash);
        return isEmpty(at) ? Optional.empty() : Optional.of(slot(at));
    }

    /** Puts it in the place of what has its hash. */
    void put(Slot slot) {
        int at = position(slot.hash());
        if (isEmpty(at)) {
            if ((size + 1) * 4 > slots() * 3) {
                grow();
                at = position(slot.hash());
            }
            size++;
        }
        write(at, slot);
    }

    void remove(long hash) {
        int hole = position(hash);
        if (isEmpty(hole)) {
            return;
        }
        size--;
        int at = next(hole);
        while (!isEmpty(at)) {
            int home = home(table[at]);
            if (distance(home, at) >= distance(hole, at)) {
                System.arraycopy(table, at, table, hole, WIDTH);
                hole = at;
            }
            at = next(at);
        }
        table[hole + 2] = 0;
    }

    List<Slot> matching(Predicate<Slot> wanted) {
        List<Slot> found = new ArrayList<>();
        for (int at = 0; at < table.length; at += WIDTH) {
            if (!isEmpty(at)) {
                Slot slot = slot(at);
                if (wanted.test(slot)) {
                    found.add(slot);
                }
            }
        }
        return found;
    }

    private int position(long hash) {
        int at = home(hash);
        while (!isEmpty(at) && table[at] != hash) {
            at = next(at);
        }
        return at;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (int from = 0; from < old.length; from += WIDTH) {
            if (old[from + 2] != 0) {
                System.arraycopy(old, from, table, position(old[from]), WIDTH);
            }
        }
    }

    private int slots() {
        return table.length / WIDTH;
    }

    private int home(long hash) {
        return ((int) hash & (slots() - 1)) * WIDTH;
    }

    private int next(int at) {
        return (at + WIDTH) & (table.length - 1);
    }

    private int distance(int from, int to) {
        return (to - from) & (table.length - 1);
    }

    /** Files are numbered from one and records begin behind a header, so that no slot in use is all zeros here. */
    private boolean isEmpty(int at) {
        return table[at + 2] == 0;
    }

    private Slot slot(int at) {
        long place = table[at + 2];
        long rest = table[at + 3];
        return new Slot(table[at], table[at + 1], (int) (place >>> 32), (int) place, (int) (rest >>> 32), (int) rest);
    }

    private void write(int at, Slot slot) {
        table[at] = slot.hash();
        table[at + 1] = slot.sequence();
        table[at + 2] = (long) slot.file() << 32 | slot.offset();
        table[at + 3] = (long) slot.bodyFile() << 32 | slot.flags();
    }
}
