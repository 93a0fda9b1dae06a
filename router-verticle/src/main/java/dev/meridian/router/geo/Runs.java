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

    private final int[] lows;
    private final int[] numbers;

    /** How many runs begin in a group or before it. */
    private final int[] ends = new int[GROUPS];

    private Runs(Builder from) {
        boolean isExact = from.size == from.lows.length;
        lows = isExact ? from.lows : Arrays.copyOf(from.lows, from.size);
        numbers = isExact ? from.numbers : Arrays.copyOf(from.numbers, from.size);
        System.arraycopy(from.ends, 0, ends, 0, GROUPS);
        for (int group = 1; group < GROUPS; group++) {
            ends[group] += ends[group - 1];
        }
    }

    /** The number of the run that holds the key; 0 before the first. */
    int find(long key) {
        int group = (int) (key >>> 32);
        int low = (int) key + Integer.MIN_VALUE;
        int from = group == 0 ? 0 : ends[group - 1];
        int to = ends[group];
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (lows[middle] <= low) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from == 0 ? 0 : numbers[from - 1];
    }

    int size() {
        return lows.length;
    }

    /** Heap that it takes. */
    long bytes() {
        return 4L * (lows.length + numbers.length + ends.length);
    }

    /** Takes runs by ascending keys, and is done with when it has built. */
    static final class Builder {

        private int[] lows;
        private int[] numbers;
        private int size;
        private final int[] ends = new int[GROUPS];

        /** @param expected how many there will be; more are taken too */
        Builder(int expected) {
            lows = new int[expected];
            numbers = new int[expected];
        }

        /** A run that is of the same number as the one before it becomes a part of that. */
        void add(long key, int number) {
            if (size > 0 && numbers[size - 1] == number) {
                return;
            }
            if (size == lows.length) {
                int more = size + (size >> 1) + 1024;
                lows = Arrays.copyOf(lows, more);
                numbers = Arrays.copyOf(numbers, more);
            }
            // Shifted, so that signed comparison orders them as unsigned numbers.
            lows[size] = (int) key + Integer.MIN_VALUE;
            numbers[size++] = number;
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
