package dev.meridian.launcher;

import dev.meridian.core.config.Configuration;
import dev.meridian.launcher.wiring.RunningNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one node in the foreground: a region, an edge or a router, as its settings say. */
@Command(name = "node", description = "Runs one node: a region, an edge or a router.", mixinStandardHelpOptions = true)
public final class NodeCommand implements Callable<Integer> {

    static final Duration START_LIMIT = Duration.ofSeconds(60);

    @Option(names = "--config", description = "File of settings, a key = value a line.")
    private @Nullable Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting; wins over file and environment.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--parent", hidden = true, description = "Process whose end ends this one.")
    private @Nullable Long parent;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> fromFile = file == null ? Map.of() : SettingsFile.read(file);
        RunningNode node = Starting.await(
                RunningNode.start(Configuration.of(fromFile, System.getenv(), settings)), START_LIMIT, "the node");
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Starting.settle(node.close(), RunningNode.STOP_LIMIT);
                            stopped.countDown();
                        },
                        "stop"));
        ParentProcess.follow(parent);
        stopped.await();
        return 0;
    }
}
