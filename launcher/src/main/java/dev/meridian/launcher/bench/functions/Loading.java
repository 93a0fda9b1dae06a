package dev.meridian.launcher.bench.functions;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.launcher.bench.stage.FirstCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Loads functions that a server has never seen, by calling each once.
 *
 * @param warmUp called first, uncounted: what loads functions shall have been compiled
 * @param cold the functions whose first calls are timed
 * @param rest those that are called after them, to be weighed too
 */
record Loading(List<String> warmUp, List<String> cold, List<String> rest) {

    private static final int WARM_UP = 50;
    private static final int MOST = 2_000;

    /** @param loaded how many beside the warm-up; the first of them are the cold ones */
    static Loading of(int loaded, int mostCold) {
        if (loaded < 1 || loaded > MOST) {
            throw new ConfigurationException("--loaded is " + loaded + "; it goes from 1 to " + MOST);
        }
        List<String> unseen = names("unseen", loaded);
        int cold = Math.min(loaded, mostCold);
        return new Loading(names("warm", WARM_UP), unseen.subList(0, cold), unseen.subList(cold, loaded));
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> prefix + i + ".bench.localhost")
                .toList();
    }

    List<String> all() {
        List<String> all = new ArrayList<>(warmUp);
        all.addAll(cold);
        all.addAll(rest);
        return all;
    }

    /** Calls them all. */
    Loaded run(String name, int port, Weight weight) throws IOException, InterruptedException {
        FirstCalls.time(port, warmUp);
        long before = weight.resident(warmUp.size());
        FirstCalls calls = FirstCalls.time(port, cold);
        if (!rest.isEmpty()) {
            FirstCalls.time(port, rest);
        }
        return new Loaded(name, calls, cold.size() + rest.size(), before, weight.resident(all().size()));
    }

    /** Tells resident memory in bytes when so many functions have been called. */
    interface Weight {
        long resident(int functions) throws IOException, InterruptedException;
    }

    /**
     * What came of it.
     *
     * @param functions that were loaded between before and after
     * @param before resident memory in bytes, with the warm-up's functions
     * @param after resident memory in bytes
     */
    record Loaded(String name, FirstCalls calls, int functions, long before, long after) {

        long bytesEach() {
            return (after - before) / functions;
        }
    }
}
