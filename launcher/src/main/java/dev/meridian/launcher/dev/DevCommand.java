package dev.meridian.launcher.dev;

import dev.meridian.launcher.ParentProcess;
import dev.meridian.launcher.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts a whole network on this machine and keeps it until Ctrl-C. What it relaxes against production: everything
 * listens on loopback only, the relay speaks without TLS, a client may name its address by X-Forwarded-For, anybody may sign
 * up to the console, an origin outside the network may be on this machine, and the network's map is open.
 */
@Command(
        name = "dev",
        description = "Starts a network on this machine: a router, regions with their databases, and edges.",
        mixinStandardHelpOptions = true)
public final class DevCommand implements Callable<Integer> {

    @Option(names = "--data", description = "Folder that keeps all data (default: .meridian/dev).")
    private @Nullable Path data;

    @Option(names = "--port", defaultValue = "8080", description = "Port of the router (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--regions",
            split = ",",
            defaultValue = "fra,nyc",
            description = "Sites with a region (default: ${DEFAULT-VALUE}).")
    private List<String> regions = List.of();

    @Option(
            names = "--edges",
            split = ",",
            defaultValue = "fra,nyc,sgp",
            description = "Sites with an edge (default: ${DEFAULT-VALUE}).")
    private List<String> edges = List.of();

    @Option(names = "--processes", description = "Each node in a process of its own.")
    private boolean processes;

    @Option(names = "--parent", hidden = true, description = "Process whose end ends this one.")
    private @Nullable Long parent;

    @Override
    public Integer call() throws InterruptedException {
        Instant began = Instant.now();
        Path folder = folder();
        DevPlan plan = DevPlan.of(folder, port, regions, edges);
        FreePorts.require(plan);
        DevLog.to(folder.resolve("dev.log"));
        DevNetwork network = processes ? new ProcessNetwork(plan, folder, Map.of()) : new InProcessNetwork(plan);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            System.out.println("\nStopping");
                            network.stop();
                            stopped.countDown();
                        },
                        "stop"));
        ParentProcess.follow(parent);
        System.out.println("Starting " + plan.nodes().size() + " nodes in " + folder + " (log: dev.log)");
        network.start(name -> System.out.println("  %-14s serves after %.1f s".formatted(name, seconds(began))));
        Readiness.await(plan, network, Duration.ofSeconds(90));
        System.out.println(Summary.of(plan, network, seconds(began)));
        stopped.await();
        return 0;
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private Path folder() {
        Path folder = data != null
                ? data.toAbsolutePath()
                : Path.of(System.getenv().getOrDefault("MERIDIAN_HOME", ""))
                        .toAbsolutePath()
                        .resolve(".meridian/dev");
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new StartRefused("the data folder " + folder + " is a file; choose another with --data");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartRefused("the data folder " + folder + " cannot be made; choose another with --data", e);
        }
        if (!Files.isWritable(folder)) {
            throw new StartRefused("the data folder " + folder + " cannot be written to; choose another with --data");
        }
        return folder.normalize();
    }
}
