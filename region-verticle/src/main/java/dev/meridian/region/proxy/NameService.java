package dev.meridian.region.proxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Tells the addresses of host names. */
@FunctionalInterface
public interface NameService {

    /** @return in text form; none for a name that is not known or cannot be asked for just now */
    Future<Set<String>> addresses(String host);

    /** The machine's own, asked on threads of its own since it blocks, for 5 s at most. */
    static NameService ofMachine(Vertx vertx) {
        WorkerExecutor executor = vertx.createSharedWorkerExecutor("meridian-names", 2, 30, TimeUnit.SECONDS);
        return host -> executor.executeBlocking(() -> lookUp(host), false)
                .map(Objects::requireNonNull)
                .timeout(5, TimeUnit.SECONDS)
                .otherwise(Set.of());
    }

    private static Set<String> lookUp(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (UnknownHostException unknown) {
            return Set.of();
        }
    }
}
