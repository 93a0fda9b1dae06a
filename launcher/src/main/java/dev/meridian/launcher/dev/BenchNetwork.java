package dev.meridian.launcher.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A whole network to be measured, each node a process unless it is said otherwise: what is measured is what runs. */
public final class BenchNetwork implements AutoCloseable {

    private final Path folder;
    private final DevPlan plan;
    private final DevNetwork network;

    private BenchNetwork(Path folder, DevPlan plan, DevNetwork network) {
        this.folder = folder;
        this.plan = plan;
        this.network = network;
    }

    /** Starts a router, a region and an edge, all at {@code fra}; they log no requests, as nothing they are compared with does. */
    public static BenchNetwork start(Path folder, int port) throws InterruptedException {
        DevPlan plan = DevPlan.of(folder, port, List.of("fra"), List.of("fra"));
        return start(folder, plan, new ProcessNetwork(plan, folder, Map.of("MERIDIAN_LOG_ACCESS", "OFF")));
    }

    /**
     * Starts a router, a region at {@code fra} and many edges in this one process, each with its own doors and its own
     * member of the cluster: for what crosses the network and not for what a node can bear. The edges execute nothing.
     */
    public static BenchNetwork inProcess(Path folder, int port, List<String> edges) throws InterruptedException {
        DevPlan plan = DevPlan.of(folder, port, List.of("fra"), edges).with("edge", "edge.functions", "false");
        return start(folder, plan, new InProcessNetwork(plan));
    }

    private static BenchNetwork start(Path folder, DevPlan plan, DevNetwork network) throws InterruptedException {
        FreePorts.require(plan);
        DevLog.to(folder.resolve("bench.log"));
        BenchNetwork started = new BenchNetwork(folder, plan, network);
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop"));
        network.start(name -> System.out.println("  " + name));
        Readiness.await(plan, network, Duration.ofSeconds(90));
        return started;
    }

    public String router() {
        return plan.ofKind("router").getFirst().url();
    }

    public int routerPort() {
        return plan.ofKind("router").getFirst().port();
    }

    /**
     * The router's process.
     *
     * @throws IOException where the router is no process of its own
     */
    public ProcessHandle routerProcess() throws IOException {
        Path file = folder.resolve(plan.ofKind("router").getFirst().name()).resolve("node.pid");
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                .orElseThrow(() -> new IOException("the router's process has ended"));
    }

    public int edgePort() {
        return plan.ofKind("edge").getFirst().port();
    }

    public int regionPort() {
        return plan.ofKind("region").getFirst().port();
    }

    /** Where the region's data is, its database's too. */
    public Path regionFolder() {
        return folder.resolve(plan.ofKind("region").getFirst().name());
    }

    @Override
    public void close() {
        network.stop();
    }
}
