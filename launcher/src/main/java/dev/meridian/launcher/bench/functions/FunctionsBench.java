package dev.meridian.launcher.bench.functions;

import dev.meridian.core.archive.Archive;
import dev.meridian.launcher.Starting;
import dev.meridian.launcher.bench.functions.Loading.Loaded;
import dev.meridian.launcher.bench.functions.Report.Warm;
import dev.meridian.launcher.bench.stage.BenchSetup;
import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.FirstCalls;
import dev.meridian.launcher.bench.stage.LoadResult;
import dev.meridian.launcher.bench.stage.NpmPrograms;
import dev.meridian.launcher.bench.stage.Wrk;
import dev.meridian.launcher.dev.BenchNetwork;
import dev.meridian.launcher.dev.DevLog;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Times functions at the edge beside other servers that run the same ones. Rounds alternate; the median round is shown.
 */
public final class FunctionsBench {

    /** Of the functions that are loaded, so many are timed at most. */
    public static final int MOST_COLD = 500;

    /** Deployed through the API, which takes its time. */
    private static final int MOST_AT_THE_EDGE = 100;

    private static final int CONNECTIONS = 64;
    private static final int WARM_UP_SECONDS = 5;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Wrk wrk = Wrk.installed();
    private final Path folder;
    private final Vertx vertx;
    private final int port;
    private final int rounds;
    private final int seconds;
    private final Optional<Path> workerd;
    private final Optional<Path> deno;
    private final Optional<Path> node;

    private FunctionsBench(Path folder, Vertx vertx, int port, int rounds, int seconds)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.vertx = vertx;
        this.port = port;
        this.rounds = rounds;
        this.seconds = seconds;
        NpmPrograms npm = new NpmPrograms(files("npm"));
        this.workerd = Workerd.install(npm);
        this.deno = Deno.install(npm);
        this.node = NodeJs.installed();
    }

    /**
     * @param port the first of some that are used
     * @param loaded functions to load, whose first calls are timed and which are weighed
     */
    public static void print(int port, int rounds, int seconds, int loaded) throws IOException, InterruptedException {
        Loading loading = Loading.of(loaded, MOST_COLD);
        Path folder = Files.createTempDirectory("meridian-bench");
        DevLog.to(folder.resolve("bench.log"));
        // The plain handler and the door of the function host have one loop, as nodes do.
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try {
            FunctionsBench bench = new FunctionsBench(folder, vertx, port, rounds, seconds);
            FirstCalls atTheEdge = bench.network(Math.min(loaded, MOST_AT_THE_EDGE));
            bench.loading(loading, atTheEdge);
        } finally {
            Starting.settle(vertx.close(), STOP);
            Archive.remove(folder);
        }
    }

    /** Everything that needs an edge. */
    private FirstCalls network(int cold) throws IOException, InterruptedException {
        try (BenchNetwork network = BenchNetwork.start(files("network"), port)) {
            BenchSetup setup = new BenchSetup(network.router());
            setup.prepare("fra");
            String appwrite = setup.functions("appwrite", 1, Handlers.APPWRITE).getFirst();
            String web = setup.functions("web", 1, Handlers.WEB).getFirst();
            System.out.println("\n" + CONNECTIONS + " connections (wrk, one thread), " + rounds + " rounds of "
                    + seconds + " s each, median round; HTTP/1.1, all on one machine\n");
            List<Subject> subjects = new ArrayList<>(List.of(
                    atTheEdge("edge, Appwrite's signature", network, appwrite),
                    atTheEdge("edge, the web's signature", network, web)));
            warm(subjects);
            System.out.println(
                    Report.beside(new Neighbours(wrk, network.edgePort(), seconds, hostOf(appwrite)).rounds(setup)));
            List<String> hosts = setup.functions("unseen", cold, Handlers.WEB).stream()
                    .map(FunctionsBench::hostOf)
                    .toList();
            return FirstCalls.time(network.edgePort(), hosts);
        }
    }

    private static Subject atTheEdge(String name, BenchNetwork network, String function) {
        return new Subject(name, network.edgePort(), hostOf(function));
    }

    static String hostOf(String function) {
        return function + ".network.localhost";
    }

    /** @param subjects ours, which the others are put beside */
    private void warm(List<Subject> subjects) throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        try (PlainHandler plain = new PlainHandler(vertx, port + 93)) {
            if (workerd.isPresent()) {
                contenders.add(Workerd.warm(workerd.get(), files("workerd"), port + 90));
            }
            if (deno.isPresent()) {
                contenders.add(Deno.start(deno.get(), files("deno"), port + 91));
            }
            if (node.isPresent()) {
                contenders.add(NodeJs.start(node.get(), files("node"), port + 92));
            }
            contenders.forEach(other -> subjects.add(new Subject(other.name(), other.port(), "localhost")));
            subjects.add(plain.subject());
            for (Workload workload : List.of(Workload.hello(), Workload.transform())) {
                verify(subjects, workload);
                System.out.println(Report.warm(workload.name(), rounds(subjects, workload)));
            }
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void verify(List<Subject> subjects, Workload workload) throws IOException, InterruptedException {
        HttpClient client = vertx.createHttpClient();
        try {
            for (Subject subject : subjects) {
                subject.verify(client, workload);
            }
        } finally {
            Starting.settle(client.close(), STOP);
        }
    }

    private List<Warm> rounds(List<Subject> subjects, Workload workload) throws IOException, InterruptedException {
        List<List<LoadResult>> results = new ArrayList<>();
        for (Subject subject : subjects) {
            load(subject, workload, WARM_UP_SECONDS);
            results.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < subjects.size(); i++) {
                results.get(i).add(load(subjects.get(i), workload, seconds));
            }
        }
        List<Warm> medians = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            medians.add(new Warm(subjects.get(i).name(), LoadResult.median(results.get(i))));
        }
        return medians;
    }

    private LoadResult load(Subject subject, Workload workload, int duration) throws IOException, InterruptedException {
        String[] flags = workload.flags(folder, subject.host()).toArray(String[]::new);
        return wrk.load(subject.port(), "/", CONNECTIONS, duration, flags);
    }

    /** With the network gone: the function host alone, and the loader of workerd. */
    private void loading(Loading loading, FirstCalls atTheEdge) throws IOException, InterruptedException {
        Loaded ours = ours(loading);
        List<Loaded> others = new ArrayList<>();
        if (workerd.isPresent()) {
            try (Contender other = Workerd.loading(workerd.get(), files("workerd-loading"), port + 95)) {
                others.add(loading.run(
                        other.name() + ", dynamic worker loader", other.port(), functions -> other.residentMemory()));
            }
        }
        System.out.print(Report.cold(ours, others));
        System.out.println(Report.cold("at the edge, artefact from the region", atTheEdge));
        List<Loaded> all = new ArrayList<>(List.of(ours));
        all.addAll(others);
        System.out.print(Report.memory(all));
    }

    private Loaded ours(Loading loading) throws IOException, InterruptedException {
        try (HostDoor door = HostDoor.start(vertx, files("door"), port + 94, loading.all())) {
            Loaded loaded = loading.run("function host, code on disk", port + 94, door::resident);
            System.out.println("  what holds the function host in: " + door.sandbox() + "\n");
            return loaded;
        }
    }

    private Path files(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }
}
