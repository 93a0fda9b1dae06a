package dev.meridian.launcher.bench.cache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/** Requests for objects of one size, and how many of them simulated caches answer. */
final class Trace {

    /** How fast popularity falls with rank; the web's is between 0.6 and 1 (Breslau et al., INFOCOM 1999). */
    private static final double SKEW = 0.9;

    private final int[] objects;

    /** @param objects in the order in which they are asked for */
    Trace(int[] objects) {
        this.objects = objects.clone();
    }

    /** The same for the same seed. */
    static Trace zipf(int objects, int requests, long seed) {
        double[] shares = new double[objects];
        double sum = 0;
        for (int rank = 0; rank < objects; rank++) {
            sum += 1 / Math.pow(rank + 1, SKEW);
            shares[rank] = sum;
        }
        double whole = sum;
        Random random = new Random(seed);
        return new Trace(IntStream.range(0, requests)
                .map(request -> Arrays.binarySearch(shares, random.nextDouble() * whole))
                .map(at -> Math.min(at < 0 ? -at - 1 : at, objects - 1))
                .toArray());
    }

    int[] objects() {
        return objects.clone();
    }

    /** Which part of the requests is a hit where the least recently used object makes room. */
    double leastRecentlyUsed(int capacity) {
        Map<Integer, Boolean> held = new LinkedHashMap<>(capacity * 2, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                return size() > capacity;
            }
        };
        long hits = 0;
        for (int object : objects) {
            if (held.put(object, true) != null) {
                hits++;
            }
        }
        return (double) hits / objects.length;
    }

    /** The most that any cache could reach: it knows the future (Belady 1966), and need not keep what it fetches. */
    double optimum(int capacity) {
        int[] next = nextUses();
        Map<Integer, Integer> held = new HashMap<>();
        PriorityQueue<int[]> furthest = new PriorityQueue<>((one, other) -> Integer.compare(other[1], one[1]));
        long hits = 0;
        for (int i = 0; i < objects.length; i++) {
            if (held.put(objects[i], next[i]) != null) {
                hits++;
            }
            furthest.add(new int[] {objects[i], next[i]});
            while (held.size() > capacity) {
                int[] victim = furthest.remove();
                held.remove(victim[0], victim[1]);
            }
        }
        return (double) hits / objects.length;
    }

    /** For each request, which is the next for the same object. */
    private int[] nextUses() {
        int[] next = new int[objects.length];
        Map<Integer, Integer> later = new HashMap<>();
        for (int i = objects.length - 1; i >= 0; i--) {
            Integer use = later.put(objects[i], i);
            next[i] = use == null ? Integer.MAX_VALUE : use;
        }
        return next;
    }
}
