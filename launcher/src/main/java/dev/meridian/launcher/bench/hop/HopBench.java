package dev.meridian.launcher.bench.hop;

import dev.meridian.core.archive.Archive;
import dev.meridian.launcher.Starting;
import dev.meridian.launcher.bench.stage.BenchSetup;
import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.CostedRound;
import dev.meridian.launcher.bench.stage.H2Load;
import dev.meridian.launcher.bench.stage.LoadResult;
import dev.meridian.launcher.bench.stage.Wrk;
import dev.meridian.launcher.dev.BenchNetwork;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Times the way through a router beside nginx and HAProxy, all before the same edge, which has the answer of 1 KiB in its
 * cache. Rounds alternate; the median round is shown, with the processor time of the proxy's own process for each answer.
 */
public final class HopBench {

    private static final int CONNECTIONS = 64;

    /** Over HTTP/2 as many requests are under way, on fewer connections. */
    private static final int CONNECTIONS_2 = 8;

    /** Uncounted: what is compared shall have been compiled. */
    private static final int WARM_UP_SECONDS = 30;

    private static final Duration STOP = Duration.ofSeconds(5);

    private final Wrk wrk = Wrk.installed();
    private final Optional<H2Load> h2load = H2Load.installed();
    private final Path folder;
    private final int port;
    private final int rounds;
    private final int seconds;

    private HopBench(Path folder, int port, int rounds, int seconds) {
        this.folder = folder;
        this.port = port;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** @param port the first of some that are used */
    public static void print(int port, int rounds, int seconds) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("meridian-bench");
        try {
            new HopBench(folder, port, rounds, seconds).print();
        } finally {
            Archive.remove(folder);
        }
    }

    private void print() throws IOException, InterruptedException {
        List<Contender> others = new ArrayList<>();
        try (BenchNetwork network = BenchNetwork.start(folder, port)) {
            new BenchSetup(network.router()).prepare("fra");
            List<Hop> hops = new ArrayList<>(List.of(Hop.router(network)));
            Proxies.nginx(files("nginx"), port + 90, network.edgePort()).ifPresent(others::add);
            Proxies.haproxy(files("haproxy"), port + 92, network.edgePort()).ifPresent(others::add);
            others.forEach(other -> hops.add(Hop.of(other, other.port() + 1)));
            verify(hops);
            System.out.println("\n" + rounds + " rounds of " + seconds
                    + " s each, median round; all before one edge that has the 1 KiB in its cache\n");
            System.out.println(HopReport.of(
                    "HTTP/1.1, " + CONNECTIONS + " connections (wrk, one thread)", compare(hops, this::load), "nginx"));
            if (h2load.isEmpty()) {
                System.out.println("  h2load is not installed (Debian: apt-get install nghttp2-client): no HTTP/2");
            } else {
                System.out.println(HopReport.of(
                        "HTTP/2, " + CONNECTIONS_2 + " connections with " + CONNECTIONS / CONNECTIONS_2
                                + " streams each (h2load, one thread)",
                        compare(hops, (hop, duration) -> load2(h2load.get(), hop, duration)),
                        "nginx"));
            }
        } finally {
            others.forEach(Contender::close);
        }
    }

    /** One load of one hop. */
    private interface Load {
        LoadResult run(Hop hop, int seconds) throws IOException, InterruptedException;
    }

    private LoadResult load(Hop hop, int duration) throws IOException, InterruptedException {
        return wrk.load(hop.port(), BenchSetup.FILE_PATH, CONNECTIONS, duration, "-H", "Host: " + Hop.HOST);
    }

    private LoadResult load2(H2Load program, Hop hop, int duration) throws IOException, InterruptedException {
        return program.load(
                hop.port2(),
                Hop.HOST,
                BenchSetup.FILE_PATH,
                CONNECTIONS_2,
                CONNECTIONS / CONNECTIONS_2,
                duration,
                folder.resolve("h2load.log"));
    }

    private List<HopReport.Row> compare(List<Hop> hops, Load load) throws IOException, InterruptedException {
        List<List<CostedRound>> measured = new ArrayList<>();
        for (Hop hop : hops) {
            load.run(hop, WARM_UP_SECONDS);
            measured.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < hops.size(); i++) {
                Hop hop = hops.get(i);
                measured.get(i).add(CostedRound.run(hop.processorTime(), () -> load.run(hop, seconds)));
            }
        }
        List<HopReport.Row> rows = new ArrayList<>();
        for (int i = 0; i < hops.size(); i++) {
            rows.add(new HopReport.Row(hops.get(i).name(), CostedRound.median(measured.get(i))));
        }
        return rows;
    }

    private static void verify(List<Hop> hops) throws IOException, InterruptedException {
        Buffer expected = Buffer.buffer("x".repeat(1_024));
        Vertx vertx = Vertx.vertx();
        HttpClient one = vertx.createHttpClient();
        HttpClient two = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        try {
            for (Hop hop : hops) {
                hop.verify(one, hop.port(), BenchSetup.FILE_PATH, expected);
                hop.verify(two, hop.port2(), BenchSetup.FILE_PATH, expected);
            }
        } finally {
            Starting.settle(vertx.close(), STOP);
        }
    }

    private Path files(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }
}
