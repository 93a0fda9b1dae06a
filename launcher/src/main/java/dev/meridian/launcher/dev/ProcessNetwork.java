package dev.meridian.launcher.dev;

import dev.meridian.launcher.Main;
import dev.meridian.launcher.SettingsFile;
import dev.meridian.launcher.StartRefused;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Each node a child process with its settings in {@code <data>/<node>/node.conf}, its process id in {@code node.pid} and
 * its log in {@code node.log}. A child ends when this process does. One that dies is left dead: it can be started again
 * by hand with {@code meridian node --config}.
 */
final class ProcessNetwork implements DevNetwork {

    private static final Duration START_LIMIT = Duration.ofSeconds(150);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private final DevPlan plan;
    private final Path folder;
    private final Map<String, String> environment;
    private final Map<String, Process> children = new ConcurrentHashMap<>();

    /** @param environment what the children have in theirs, beside this process's own */
    ProcessNetwork(DevPlan plan, Path folder, Map<String, String> environment) {
        this.environment = environment;
        this.plan = plan;
        this.folder = folder;
    }

    @Override
    public void start(Consumer<String> progress) throws InterruptedException {
        List<DevNode> waiting = new ArrayList<>();
        for (DevNode node : plan.nodes()) {
            children.put(node.name(), spawn(node));
            waiting.add(node);
        }
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!waiting.isEmpty()) {
            String failure = failure();
            if (!failure.isEmpty()) {
                throw new StartRefused(failure);
            }
            if (System.nanoTime() - end > 0) {
                throw new StartRefused(waiting.getFirst().name() + " did not start within " + START_LIMIT.toSeconds()
                        + " s; see " + log(waiting.getFirst()));
            }
            waiting.removeIf(node -> {
                boolean serves = Readiness.answers(node.port(), "/livez");
                if (serves) {
                    progress.accept(node.name());
                }
                return serves;
            });
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private Process spawn(DevNode node) {
        Path home = folder.resolve(node.name());
        Path settings = home.resolve("node.conf");
        try {
            Files.createDirectories(home);
            SettingsFile.write(settings, node.settings());
            ProcessBuilder child = new ProcessBuilder(command(settings))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(node).toFile()));
            child.environment().putAll(environment);
            Process process = child.start();
            Files.writeString(home.resolve("node.pid"), process.pid() + "\n");
            return process;
        } catch (IOException e) {
            throw new StartRefused(node.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * This JVM's own flags, class path and executable, so that a child is what its parent is. It is deaf to Ctrl-C, which
     * a terminal sends to all of its processes at once: the parent stops them in their order.
     */
    private static List<String> command(Path settings) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "node"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag ->
                        !flag.startsWith("-Xmx") && !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.add("-Xmx512m");
        command.add("-cp");
        command.add(System.getProperty("java.class.path").replace("::", File.pathSeparator));
        command.add(Main.class.getName());
        command.addAll(List.of("node", "--config", settings.toString()));
        command.addAll(
                List.of("--parent", String.valueOf(ProcessHandle.current().pid())));
        return command;
    }

    private Path log(DevNode node) {
        return folder.resolve(node.name()).resolve("node.log");
    }

    @Override
    public void stop() {
        for (String kind : List.of("router", "edge", "region")) {
            List<Process> stopping = plan.ofKind(kind).stream()
                    .map(node -> children.remove(node.name()))
                    .filter(child -> child != null)
                    .toList();
            stopping.forEach(Process::destroy);
            stopping.forEach(ProcessNetwork::awaitEnd);
        }
    }

    private static void awaitEnd(Process child) {
        try {
            if (!child.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Map<String, Long> memory() {
        Map<String, Long> memory = new TreeMap<>();
        children.forEach((name, child) ->
                memory.put(name, Memory.resident(child.pid()) + Memory.ofDescendants(child.toHandle())));
        return memory;
    }

    @Override
    public String failure() {
        return plan.nodes().stream()
                .filter(node -> hasEnded(children.get(node.name())))
                .findFirst()
                .map(node -> node.name() + " ended while starting; see " + log(node))
                .orElse("");
    }

    private static boolean hasEnded(@Nullable Process child) {
        return child != null && !child.isAlive();
    }
}
