package dev.meridian.launcher.bench.cache;

import dev.meridian.core.archive.Archive;
import dev.meridian.launcher.ChildProcess;
import dev.meridian.launcher.Starting;
import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.CostedRound;
import dev.meridian.launcher.bench.stage.LoadResult;
import dev.meridian.launcher.bench.stage.Wrk;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Times {@code meridian cache} beside the caches that are installed. Rounds alternate; the median round is shown. */
public final class CacheBench {

    private static final int CONNECTIONS = 64;
    private static final int STORM = 10_000;
    private static final int STORM_SECONDS = 10;
    private static final int WARM_UP_SECONDS = 10;

    private static final int KIB = 1_024;
    private static final int FILLED = 100_000;

    /** Of the contest for room: memory, and a set of objects that is four times as large. */
    private static final int SMALL_MEMORY = 64;

    private static final int OBJECT = 16 * KIB;
    private static final int FITTING = (SMALL_MEMORY << 20) / OBJECT;
    private static final int REQUESTS = 200_000;
    private static final long SEED = 20_261_127L;

    private final Wrk wrk = Wrk.installed();
    private final Path folder;
    private final int port;
    private final int rounds;
    private final int seconds;
    private int started;

    private CacheBench(Path folder, int port, int rounds, int seconds) {
        this.folder = folder;
        this.port = port;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** @param port the first of some that are used */
    public static void print(int port, int rounds, int seconds) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("meridian-bench");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try (BenchOrigin origin = new BenchOrigin(vertx, port)) {
            CacheBench bench = new CacheBench(folder, port, rounds, seconds);
            bench.hits();
            bench.memory();
            bench.storm(origin);
            bench.room(origin);
        } finally {
            Starting.settle(vertx.close(), Duration.ofSeconds(5));
            Archive.remove(folder);
        }
    }

    private void hits() throws IOException, InterruptedException {
        System.out.println(
                CONNECTIONS + " connections (wrk, one thread), " + rounds + " rounds of " + seconds + " s each\n");
        List<Contender> contenders = contenders(256);
        try {
            for (int size : new int[] {KIB, 64 * KIB, KIB * KIB}) {
                hits("/" + size + "/hit", size, contenders);
            }
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void hits(String path, int size, List<Contender> contenders) throws IOException, InterruptedException {
        List<List<CostedRound>> measured = new ArrayList<>();
        for (Contender contender : contenders) {
            wrk.load(contender.port(), path, CONNECTIONS, WARM_UP_SECONDS);
            measured.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                measured.get(i).add(hits(path, contenders.get(i)));
            }
        }
        System.out.println("  hits of " + size / KIB + " KiB");
        double first = CostedRound.median(measured.getFirst()).perSecond();
        for (int i = 0; i < contenders.size(); i++) {
            CostedRound median = CostedRound.median(measured.get(i));
            print(
                    contenders.get(i),
                    "%,9.0f/s   p99 %6.2f ms   %6.1f us of CPU each   ratio %.2f%s"
                            .formatted(
                                    median.perSecond(),
                                    median.load().figures().p99(),
                                    median.micros(),
                                    first / median.perSecond(),
                                    wrong(median.load())));
        }
        System.out.println();
    }

    private CostedRound hits(String path, Contender contender) throws IOException, InterruptedException {
        return CostedRound.run(contender::processorTime, () -> wrk.load(contender.port(), path, CONNECTIONS, seconds));
    }

    private void memory() throws IOException, InterruptedException {
        System.out.println("  resident memory for each of " + FILLED + " objects of 1 KiB (nginx keeps them in files)");
        int[] objects = IntStream.range(0, FILLED).toArray();
        List<Contender> contenders = contenders(256);
        try {
            for (Contender contender : contenders) {
                wrk.load(contender.port(), "/" + KIB + "/hit", CONNECTIONS, 2);
                long before = contender.residentMemory();
                Requests.send(contender.port(), objects, KIB);
                long grown = contender.residentMemory() - before;
                print(contender, "%,9.0f bytes".formatted((double) grown / FILLED));
            }
            System.out.println();
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void storm(BenchOrigin origin) throws IOException, InterruptedException {
        System.out.println("  " + STORM + " clients miss on one key whose fetch takes half a second");
        List<Contender> contenders = contenders(256);
        try {
            for (Contender contender : contenders) {
                long before = origin.fetches();
                LoadResult result =
                        wrk.load(contender.port(), "/slow/" + contender.name().charAt(0), STORM, STORM_SECONDS);
                print(
                        contender,
                        "%d fetches   %,d answers%s"
                                .formatted(origin.fetches() - before, result.answers(), wrong(result)));
            }
            System.out.println();
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void room(BenchOrigin origin) throws IOException, InterruptedException {
        System.out.println("  hit ratio of " + REQUESTS + " requests, Zipf, for objects of " + OBJECT / KIB
                + " KiB, four times as many as fit into " + SMALL_MEMORY + " MiB");
        Trace requests = Trace.zipf(4 * FITTING, REQUESTS, SEED);
        List<Contender> contenders = contenders(SMALL_MEMORY);
        try {
            for (Contender contender : contenders) {
                long before = origin.fetches();
                Requests.send(contender.port(), requests.objects(), OBJECT);
                print(contender, "%.3f".formatted(1 - (double) (origin.fetches() - before) / REQUESTS));
            }
            print("least recently used, simulated", "%.3f".formatted(requests.leastRecentlyUsed(FITTING)));
            print("optimum, simulated", "%.3f".formatted(requests.optimum(FITTING)));
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    /** Fresh ones, empty; ours first. Each has the same room and as many workers as there are processors. */
    private List<Contender> contenders(int mebibytes) throws IOException, InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        List<Contender> contenders = new ArrayList<>();
        contenders.add(ours(next(), port + 1, mebibytes));
        add(contenders, Nginx.start(next(), port + 2, port, processors, mebibytes), "nginx");
        add(contenders, Varnish.start(next(), port + 3, port, mebibytes), "varnish");
        return contenders;
    }

    private Contender ours(Path files, int listen, int mebibytes) throws IOException, InterruptedException {
        return Contender.start(
                "meridian cache",
                listen,
                files,
                ChildProcess.command(
                        "-Xmx1g",
                        "cache",
                        "--origin",
                        "http://127.0.0.1:" + port,
                        "--host",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(listen),
                        "--profile",
                        "strict",
                        "--memory",
                        String.valueOf(mebibytes)));
    }

    private static void add(List<Contender> contenders, Optional<Contender> contender, String debianPackage) {
        contender.ifPresentOrElse(
                contenders::add,
                () -> System.out.println(
                        "  " + debianPackage + " is not installed (Debian: apt-get install " + debianPackage + ")"));
    }

    private Path next() throws IOException {
        return Files.createDirectories(folder.resolve(String.valueOf(started++)));
    }

    private static String wrong(LoadResult result) {
        return result.wrong().isEmpty() ? "" : "   " + result.wrong();
    }

    private static void print(Contender contender, String figures) {
        print(contender.name(), figures);
    }

    private static void print(String name, String figures) {
        System.out.println(String.format(Locale.ROOT, "    %-32s %s", name, figures));
    }
}
