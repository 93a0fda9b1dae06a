package dev.meridian.launcher.bench.hop;

import dev.meridian.core.archive.Archive;
import dev.meridian.launcher.Starting;
import dev.meridian.launcher.bench.hop.PoliteClients.Outcome;
import dev.meridian.launcher.bench.stage.BenchSetup;
import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.LoadResult;
import dev.meridian.launcher.bench.stage.Wrk;
import dev.meridian.launcher.dev.BenchNetwork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Times polite clients alone, and while one more client floods with all it has: a router with its own limits, and an nginx
 * with the same ones, both before the same edge. The far ends are all on loopback, which a node trusts here to say on whose
 * behalf a request comes; a flood that does not say so is held to nothing, which shows what the limits are worth.
 */
public final class FloodBench {

    /** Fewer than the limits let be under way, so that it is the rate that holds the flood. */
    private static final int FLOODING = 256;

    /** An address of the documents' (RFC 5737). */
    private static final String FLOODER = "X-Forwarded-For: 198.51.100.66";

    private static final int WARM_UP_SECONDS = 10;

    /** The flood begins before what is counted, and has spent by then what it may send at once. */
    private static final Duration LEAD = Duration.ofSeconds(3);

    private static final Duration STOP = Duration.ofSeconds(5);

    private final Wrk wrk = Wrk.installed();
    private final PoliteClients polite;
    private final Vertx vertx;
    private final int rounds;
    private final int seconds;

    private FloodBench(Vertx vertx, int rounds, int seconds) {
        this.vertx = vertx;
        this.polite = new PoliteClients(vertx);
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** @param port the first of some that are used */
    public static void print(int port, int rounds, int seconds) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("meridian-bench");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try (BenchNetwork network = BenchNetwork.start(folder, port)) {
            new BenchSetup(network.router()).prepare("fra");
            Path files = Files.createDirectories(folder.resolve("nginx"));
            Optional<Contender> nginx = Proxies.limitingNginx(files, port + 90, network.edgePort());
            try {
                List<Hop> hops = new ArrayList<>(List.of(Hop.router(network)));
                nginx.ifPresent(running -> hops.add(Hop.of(running, running.port())));
                new FloodBench(vertx, rounds, seconds).print(hops);
            } finally {
                nginx.ifPresent(Contender::close);
            }
        } finally {
            Starting.settle(vertx.close(), STOP);
            Archive.remove(folder);
        }
    }

    private void print(List<Hop> hops) throws IOException, InterruptedException {
        System.out.println("\n" + PoliteClients.CLIENTS + " clients that send a request every "
                + PoliteClients.EVERY.toMillis() + " ms; a flood over " + FLOODING
                + " connections (wrk, one thread); " + rounds + " rounds of " + seconds
                + " s each, the median by p99\n");
        List<Case> cases = new ArrayList<>();
        for (Hop hop : hops) {
            warm(hop);
            for (Flood flood : Flood.values()) {
                cases.add(new Case(hop, flood, new ArrayList<>()));
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (Case one : cases) {
                one.rounds.add(run(one.hop, one.flood));
            }
        }
        for (Case one : cases) {
            System.out.println(one.median().line(one.hop.name() + ", " + one.flood.text));
        }
        System.out.println();
    }

    /** What else goes on. */
    private enum Flood {
        NONE("alone"),
        HELD("a flood that is held to limits"),
        FREE("a flood that is not");

        private final String text;

        Flood(String text) {
            this.text = text;
        }
    }

    private record Case(Hop hop, Flood flood, List<FloodRound> rounds) {

        FloodRound median() {
            return rounds.stream()
                    .sorted(Comparator.comparingDouble(
                            round -> round.polite().figures().p99()))
                    .toList()
                    .get(rounds.size() / 2);
        }
    }

    private void warm(Hop hop) throws IOException, InterruptedException {
        for (String[] flags : new String[][] {{}, {"-H", FLOODER}}) {
            flood(hop, WARM_UP_SECONDS, flags);
        }
    }

    private FloodRound run(Hop hop, Flood flood) throws IOException, InterruptedException {
        Duration counted = Duration.ofSeconds(seconds);
        if (flood == Flood.NONE) {
            return new FloodRound(await(hop, counted, polite.run(hop.port(), BenchSetup.FILE_PATH, counted)), null);
        }
        Future<Outcome> outcome = vertx.timer(LEAD.toMillis(), TimeUnit.MILLISECONDS)
                .compose(ignored -> polite.run(hop.port(), BenchSetup.FILE_PATH, counted));
        String[] flags = flood == Flood.HELD ? new String[] {"-H", FLOODER} : new String[] {};
        LoadResult flooded = flood(hop, seconds + 2 * (int) LEAD.toSeconds(), flags);
        return new FloodRound(await(hop, counted, outcome), flooded);
    }

    private LoadResult flood(Hop hop, int duration, String... flags) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-H", "Host: " + Hop.HOST));
        all.addAll(List.of(flags));
        return wrk.load(hop.port(), BenchSetup.FILE_PATH, FLOODING, duration, all.toArray(String[]::new));
    }

    private static Outcome await(Hop hop, Duration counted, Future<Outcome> outcome) throws InterruptedException {
        return Starting.await(outcome, counted.plusSeconds(20), hop.name());
    }
}
