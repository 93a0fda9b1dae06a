package dev.meridian.launcher.dev;

import dev.meridian.core.config.Configuration;
import dev.meridian.launcher.Memory;
import dev.meridian.launcher.Starting;
import dev.meridian.launcher.wiring.RunningNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Every node in this process, each with its own Vert.x, cluster member and folder. */
final class InProcessNetwork implements DevNetwork {

    private static final Duration START_LIMIT = Duration.ofSeconds(150);

    private final DevPlan plan;
    private final Map<String, RunningNode> running = new ConcurrentHashMap<>();

    InProcessNetwork(DevPlan plan) {
        this.plan = plan;
    }

    @Override
    public void start(Consumer<String> progress) throws InterruptedException {
        List<Future<RunningNode>> starting = new ArrayList<>();
        for (DevNode node : plan.nodes()) {
            starting.add(RunningNode.start(Configuration.of(node.settings(), Map.of(), Map.of()))
                    .onSuccess(started -> {
                        running.put(node.name(), started);
                        progress.accept(node.name());
                    }));
        }
        for (int i = 0; i < starting.size(); i++) {
            Starting.await(starting.get(i), START_LIMIT, plan.nodes().get(i).name());
        }
    }

    @Override
    public void stop() {
        for (String kind : List.of("router", "edge", "region")) {
            List<Future<Void>> stopping = plan.ofKind(kind).stream()
                    .map(node -> running.remove(node.name()))
                    .filter(node -> node != null)
                    .map(RunningNode::close)
                    .toList();
            Starting.settle(Future.join(stopping), RunningNode.STOP_LIMIT);
        }
    }

    @Override
    public Map<String, Long> memory() {
        Map<String, Long> memory = new TreeMap<>();
        ProcessHandle self = ProcessHandle.current();
        memory.put("all nodes (this process)", Memory.resident(self.pid()));
        memory.put("databases and function hosts", Memory.ofDescendants(self));
        return memory;
    }

    @Override
    public String failure() {
        return "";
    }
}
