package dev.meridian.launcher.dev;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The smallest whole network, each node a process: what is measured is what runs. */
public final class BenchNetwork implements AutoCloseable {

    private final DevPlan plan;
    private final DevNetwork network;

    private BenchNetwork(DevPlan plan, DevNetwork network) {
        this.plan = plan;
        this.network = network;
    }

    /** Starts a router, a region and an edge, all at {@code fra}; they log no requests, as nothing they are compared with does. */
    public static BenchNetwork start(Path folder, int port) throws InterruptedException {
        DevPlan plan = DevPlan.of(folder, port, List.of("fra"), List.of("fra"));
        FreePorts.require(plan);
        DevLog.to(folder.resolve("bench.log"));
        BenchNetwork started =
                new BenchNetwork(plan, new ProcessNetwork(plan, folder, Map.of("MERIDIAN_LOG_ACCESS", "OFF")));
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop"));
        started.network.start(name -> System.out.println("  " + name));
        Readiness.await(plan, started.network, Duration.ofSeconds(90));
        return started;
    }

    public String router() {
        return plan.ofKind("router").getFirst().url();
    }

    public int edgePort() {
        return plan.ofKind("edge").getFirst().port();
    }

    public int regionPort() {
        return plan.ofKind("region").getFirst().port();
    }

    @Override
    public void close() {
        network.stop();
    }
}
