package dev.meridian.launcher.bench.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * How long first calls took, each over a connection of its own, one after the other.
 *
 * @param millis of each call, the shortest first
 */
public record FirstCalls(List<Double> millis) {

    public FirstCalls {
        if (millis.isEmpty()) {
            throw new IllegalArgumentException("no calls");
        }
        millis = millis.stream().sorted().toList();
    }

    /**
     * Asks each host once for {@code /}.
     *
     * @throws IOException when any answer is not 200
     */
    public static FirstCalls time(int port, List<String> hosts) throws IOException {
        Double[] millis = new Double[hosts.size()];
        for (int i = 0; i < millis.length; i++) {
            long began = System.nanoTime();
            int status = RawGet.status(port, hosts.get(i));
            millis[i] = (System.nanoTime() - began) / 1e6;
            if (status != 200) {
                throw new IOException(hosts.get(i) + " answered " + status + " to its first call");
            }
        }
        return new FirstCalls(Arrays.asList(millis));
    }

    /** In milliseconds. */
    public double p50() {
        return millis.get(millis.size() / 2);
    }

    /** In milliseconds. */
    public double p99() {
        return millis.get(millis.size() * 99 / 100);
    }
}
