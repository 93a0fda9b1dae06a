package dev.meridian.launcher.cache;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.hosts.OriginAddress;
import dev.meridian.core.http.Listen;
import dev.meridian.edge.cache.CacheDisk;
import dev.meridian.edge.cache.CacheSettings;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.launcher.ParentProcess;
import dev.meridian.launcher.Starting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a cache in front of an HTTP origin, in the foreground. */
@Command(
        name = "cache",
        description = "Runs one edge's cache alone, in front of any HTTP origin.",
        mixinStandardHelpOptions = true)
public final class CacheCommand implements Callable<Integer> {

    /** All is the one origin's. */
    private static final int ONE_OWNER = 100;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Names of profiles on the command line. */
    enum Named {
        network,
        strict;

        Profile profile() {
            return switch (this) {
                case network -> Profile.NETWORK;
                case strict -> Profile.STRICT;
            };
        }
    }

    @Option(
            names = "--origin",
            required = true,
            paramLabel = "URL",
            description = "Where responses come from, such as https://shop.example.com.")
    private String origin = "";

    @Option(names = "--host", description = "Address to listen at (${DEFAULT-VALUE}).")
    private String host = "0.0.0.0";

    @Option(names = "--port", description = "Port to listen at (${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--profile",
            description = "What to do where HTTP leaves a choice: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Named profile = Named.network;

    @Option(names = "--memory", paramLabel = "MIB", description = "Memory for responses (${DEFAULT-VALUE}).")
    private int memory = 256;

    @Option(names = "--object", paramLabel = "MIB", description = "Largest body that is stored (${DEFAULT-VALUE}).")
    private int object = 16;

    @Option(
            names = "--disk",
            paramLabel = "FOLDER",
            description = "Folder for responses that outlive the process; none if not given.")
    private @Nullable Path disk;

    @Option(
            names = "--disk-size",
            paramLabel = "MIB",
            description = "Disk for responses; 10 GiB, or half of what is free, if not given.")
    private int diskSize;

    @Option(names = "--loops", description = "Event loops; as many as processors if not given.")
    private int loops = Runtime.getRuntime().availableProcessors();

    @Option(names = "--keep-host", description = "Tells the origin the client's Host instead of its own.")
    private boolean keepsHost;

    @Option(names = "--parent", hidden = true, description = "Process whose end ends this one.")
    private @Nullable Long parent;

    @Override
    public Integer call() throws InterruptedException {
        CacheSettings settings = new CacheSettings(
                mebibytes("--memory", memory),
                ONE_OWNER,
                mebibytes("--object", object),
                Duration.ofSeconds(30),
                profile.profile());
        CacheServer server = Starting.await(
                CacheServer.start(address(), new Listen(host, port), loops, settings, disk(), keepsHost),
                LIMIT,
                "the cache");
        System.out.println("Caching " + address() + " at http://" + host + ":" + server.port() + " (profile " + profile
                + "); Ctrl-C stops");
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Starting.settle(server.close(), LIMIT);
                            stopped.countDown();
                        },
                        "stop"));
        ParentProcess.follow(parent);
        stopped.await();
        return 0;
    }

    private CacheDisk disk() {
        Path folder = disk;
        if (folder == null) {
            return CacheDisk.none();
        }
        return diskSize == 0
                ? CacheDisk.in(folder)
                : new CacheDisk(folder, mebibytes("--disk-size", diskSize), false, 100, 0);
    }

    private OriginAddress address() {
        try {
            return OriginAddress.parse(origin);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException("--origin: " + wrong.getMessage());
        }
    }

    private static long mebibytes(String flag, int count) {
        if (count < 1 || count > 1 << 20) {
            throw new ConfigurationException(flag + " is " + count + " MiB; it goes from 1 to " + (1 << 20));
        }
        return (long) count << 20;
    }
}
