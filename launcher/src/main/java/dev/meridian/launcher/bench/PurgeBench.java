package dev.meridian.launcher.bench;

import dev.meridian.core.archive.Archive;
import dev.meridian.launcher.bench.stage.BenchSetup;
import dev.meridian.launcher.dev.BenchNetwork;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times purges of a region with eight edges, and prints what a simulation says of more. */
final class PurgeBench {

    private static final List<String> EDGES = List.of("fra", "nyc", "sgp", "lon", "ams", "sfo", "syd", "tor");

    /** Before counting begins: what is measured shall have been compiled. */
    private static final int WARM_UP = 300;

    private static final Duration JOINING = Duration.ofSeconds(60);
    private static final long SEED = 20_261_127L;
    private static final int SIMULATED = 200;

    private PurgeBench() {}

    static void print(int port, int purges) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("meridian-bench");
        try (BenchNetwork network = BenchNetwork.inProcess(folder, port, EDGES)) {
            BenchSetup setup = new BenchSetup("http://127.0.0.1:" + network.regionPort());
            setup.prepare("fra");
            awaitAll(setup);
            run(setup, WARM_UP);
            System.out.println(
                    purges + " purges by tag, one after the other, " + EDGES.size() + " edges; all in one process\n");
            System.out.println(row("from acceptance to the last confirmation", run(setup, purges)));
        } finally {
            Archive.remove(folder);
        }
        System.out.println(
                "\nSimulated, " + SIMULATED + " purges each, seed " + SEED + " (" + PurgeFan.ASSUMED + ")\n");
        for (PurgeFan.Span span : PurgeFan.Span.values()) {
            for (int edges : new int[] {8, 64, 256, 1_000}) {
                simulate(span, edges, 0, "");
            }
            simulate(span, 1_000, 0.000_1, ", 1 of 10,000 lost");
        }
    }

    private static void simulate(PurgeFan.Span span, int edges, double lost, String words) {
        List<Double> millis = new PurgeFan(span, edges, lost, SEED).run(SIMULATED);
        System.out.println(row(edges + " edges " + span.words() + words, millis));
    }

    /** Until every edge confirms, since what it takes to join is not what is measured. */
    private static void awaitAll(BenchSetup setup) throws IOException, InterruptedException {
        long end = System.nanoTime() + JOINING.toNanos();
        JsonObject receipt;
        do {
            receipt = setup.purge("join");
            if (System.nanoTime() - end > 0) {
                throw new IOException("not every edge confirms purges: " + receipt.encode());
            }
        } while (!receipt.getBoolean("confirmed")
                || receipt.getJsonArray("edges").size() < EDGES.size());
    }

    private static List<Double> run(BenchSetup setup, int purges) throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < purges; i++) {
            millis.add(last(setup.purge("tag" + i)));
        }
        return millis;
    }

    private static double last(JsonObject receipt) throws IOException {
        if (!receipt.getBoolean("confirmed")) {
            throw new IOException("an edge did not confirm: " + receipt.encode());
        }
        JsonArray edges = receipt.getJsonArray("edges");
        double last = 0;
        for (int i = 0; i < edges.size(); i++) {
            last = Math.max(last, edges.getJsonObject(i).getDouble("millis"));
        }
        return last;
    }

    private static String row(String name, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "  %-50s p50 %7.2f ms   p99 %7.2f ms   max %7.2f ms",
                name,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100),
                sorted.getLast());
    }
}
