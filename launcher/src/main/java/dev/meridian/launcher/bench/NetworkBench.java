package dev.meridian.launcher.bench;

import dev.meridian.core.archive.Archive;
import dev.meridian.launcher.Starting;
import dev.meridian.launcher.bench.cache.Nginx;
import dev.meridian.launcher.bench.stage.BenchSetup;
import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.Figures;
import dev.meridian.launcher.bench.stage.FirstCalls;
import dev.meridian.launcher.dev.BenchNetwork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Times this network on this machine: one region and one edge, each a process, loaded by {@value
 * LoadGenerator#CONNECTIONS} connections from this one. Rounds of what is compared alternate; the median round is shown.
 */
final class NetworkBench {

    /** Before a comparison begins, uncounted: what is compared shall have been compiled. */
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final int port;
    private final int rounds;
    private final int seconds;
    private final int cold;

    private NetworkBench(int port, int rounds, int seconds, int cold) {
        this.port = port;
        this.rounds = rounds;
        this.seconds = seconds;
        this.cold = cold;
    }

    /**
     * @param port the first of some that are used
     * @param cold functions for the cold start
     */
    static void print(int port, int rounds, int seconds, int cold) throws IOException, InterruptedException {
        new NetworkBench(port, rounds, seconds, cold).print();
    }

    private void print() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("meridian-bench");
        Vertx vertx = oneLoop();
        // What nodes are compared with has a loop of its own, as they have: not that of the load.
        Vertx beside = oneLoop();
        try (BenchNetwork network = BenchNetwork.start(folder, port)) {
            BenchSetup setup = new BenchSetup(network.router());
            setup.prepare("fra");
            String function = setup.functions("warm", 1).getFirst();
            LoadGenerator load = new LoadGenerator(vertx);
            System.out.println(LoadGenerator.CONNECTIONS + " connections, " + rounds + " rounds of " + seconds
                    + " s each, median round; all on one machine\n");
            cacheHit(beside, load, network, folder);
            relay(load, network);
            warmFunction(beside, load, network, function);
            coldStart(setup, network);
        } finally {
            Starting.settle(Future.join(vertx.close(), beside.close()), Duration.ofSeconds(5));
            Archive.remove(folder);
        }
    }

    private static Vertx oneLoop() {
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    }

    private void cacheHit(Vertx vertx, LoadGenerator load, BenchNetwork network, Path folder)
            throws IOException, InterruptedException {
        int nginxPort = port + 90;
        HttpServer origin = plain(vertx, nginxPort + 1, "x".repeat(1024));
        Round edge = new Round(
                "edge, hit of 1 KiB", network.edgePort(), "localhost:" + network.edgePort(), BenchSetup.FILE_PATH);
        Path files = Files.createDirectories(folder.resolve("nginx"));
        Optional<Contender> nginx = Nginx.start(files, nginxPort, nginxPort + 1, 1, 64);
        if (nginx.isEmpty()) {
            compare(load, List.of(edge));
            System.out.println("  nginx is not installed: nothing to compare with (Debian: apt-get install nginx)\n");
        } else {
            try (Contender running = nginx.get()) {
                compare(
                        load,
                        List.of(edge, new Round("nginx proxy_cache, one worker", running.port(), "localhost", "/kib")));
            }
        }
        Starting.settle(origin.close(), Duration.ofSeconds(5));
    }

    private void relay(LoadGenerator load, BenchNetwork network) throws InterruptedException {
        String path = "/v1/health/version";
        compare(
                load,
                List.of(
                        new Round(
                                "region asked through the edge's relay",
                                network.edgePort(),
                                "localhost:" + network.edgePort(),
                                path),
                        new Round(
                                "region asked directly",
                                network.regionPort(),
                                "localhost:" + network.regionPort(),
                                path)));
    }

    private void warmFunction(Vertx vertx, LoadGenerator load, BenchNetwork network, String function)
            throws InterruptedException {
        HttpServer plain = plain(vertx, port + 92, "{\"path\":\"/\",\"ok\":true}");
        compare(
                load,
                List.of(
                        new Round(
                                "function at the edge, warm", network.edgePort(), function + ".network.localhost", "/"),
                        new Round("plain Vert.x handler", port + 92, "localhost", "/")));
        Starting.settle(plain.close(), Duration.ofSeconds(5));
    }

    /** First calls of functions that the edge has never seen: artefact fetched from the region, isolate made. */
    private void coldStart(BenchSetup setup, BenchNetwork network) throws IOException, InterruptedException {
        List<String> hosts = setup.functions("cold", cold).stream()
                .map(function -> function + ".network.localhost")
                .toList();
        FirstCalls calls = FirstCalls.time(network.edgePort(), hosts);
        System.out.println("  %-38s p50 %.1f ms   p99 %.1f ms   (%d functions)%n"
                .formatted("cold start, never seen", calls.p50(), calls.p99(), hosts.size()));
    }

    private void compare(LoadGenerator load, List<Round> compared) throws InterruptedException {
        List<List<Figures>> figures = compared.stream()
                .map(round -> (List<Figures>) new ArrayList<Figures>())
                .toList();
        for (Round round : compared) {
            run(load, round, Duration.ZERO, WARM_UP);
        }
        for (int i = 0; i < rounds; i++) {
            for (int j = 0; j < compared.size(); j++) {
                figures.get(j).add(run(load, compared.get(j), SETTLE, Duration.ofSeconds(seconds)));
            }
        }
        Figures first = Figures.median(figures.getFirst());
        for (int j = 0; j < compared.size(); j++) {
            Figures median = Figures.median(figures.get(j));
            System.out.println("  %-38s %s".formatted(compared.get(j).name(), median));
            if (j > 0) {
                System.out.println("  %-38s %.2f"
                        .formatted("  ratio of answers per second", first.perSecond() / median.perSecond()));
            }
        }
        System.out.println();
    }

    private static Figures run(LoadGenerator load, Round round, Duration uncounted, Duration counted)
            throws InterruptedException {
        return Starting.await(
                load.run(round.port(), round.host(), round.path(), uncounted, counted),
                uncounted.plus(counted).plusSeconds(20),
                round.name());
    }

    private static HttpServer plain(Vertx vertx, int port, String body) throws InterruptedException {
        Buffer answer = Buffer.buffer(body);
        return Starting.await(
                vertx.createHttpServer()
                        .requestHandler(request -> request.response()
                                .putHeader("content-type", "text/plain")
                                .putHeader("cache-control", "max-age=3600")
                                .end(answer))
                        .listen(port, "127.0.0.1"),
                Duration.ofSeconds(5),
                "the plain handler");
    }

    /** One side of a comparison. */
    private record Round(String name, int port, String host, String path) {}
}
