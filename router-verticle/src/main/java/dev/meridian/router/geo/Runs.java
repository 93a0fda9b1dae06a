package dev.meridian.router.geo;

import java.util.Arrays;

/**
 * Numbers by key: runs in the order of 48-bit keys, each up to where the next begins. Immutable.
 *
 * <p>The upper 16 bits of a key lead to the runs that begin with them, and those are halved by the lower 32: a look-up is a
 * few steps in memory that lies side by side, and makes no objects.
 */
final class Runs {

    private static final int GROUPS = 1 << 16;

    /** Two for each run: the lower half of its first key, shifted so that signed comparison does, and its number. */
    private final int[] runs;

    /** How many runs begin in a group or before it. */
    private final int[] ends;

    private Runs(Builder from) {
        runs = from.size * 2 == from.runs.length ? from.runs : Arrays.copyOf(from.runs, from.size * 2);
        ends = from.ends;
        for (int group = 1; group < GROUPS; group++) {
            ends[group] += ends[group - 1];
        }
    }

    /** The number of the run that holds the key; 0 before the first. */
    int find(long key) {
        if (runs.length == 0) {
            return 0;
        }
        int group = (int) (key >>> 32);
        int low = (int) key + Integer.MIN_VALUE;
        int from = group == 0 ? 0 : ends[group - 1];
        int to = ends[group];
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (runs[middle * 2] <= low) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from == 0 ? 0 : runs[from * 2 - 1];
    }

    int size() {
        return runs.length / 2;
    }

    /** Heap that it takes. */
    long bytes() {
        return 4L * (runs.length + ends.length);
    }

    /** Takes runs by ascending keys, and is done with when it has built. */
    static final class Builder {

        private int[] runs;
        private int size;
        private final int[] ends = new int[GROUPS];

        /** @param expected how many there will be; more are taken too */
        Builder(int expected) {
            runs = new int[expected * 2];
        }

        /** A run that is of the same number as the one before it becomes a part of that. */
        void add(long key, int number) {
            if (size > 0 && runs[size * 2 - 1] == number) {
                return;
            }
            if (size * 2 == runs.length) {
                runs = Arrays.copyOf(runs, (size + (size >> 1) + 1024) * 2);
            }
            runs[size * 2] = (int) key + Integer.MIN_VALUE;
            runs[size * 2 + 1] = number;
            size++;
            ends[(int) (key >>> 32)]++;
        }

        int size() {
            return size;
        }

        Runs build() {
            return new Runs(this);
        }
    }
}
