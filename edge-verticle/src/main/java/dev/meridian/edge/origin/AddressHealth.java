package dev.meridian.edge.origin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Which addresses of origins could not be connected to a short while ago: they are tried after the others, so that one of
 * several servers that is down costs a request now and then, and not each. Safe for use by many threads.
 */
final class AddressHealth {

    /** For how long a failure counts. */
    static final Duration MEMORY = Duration.ofSeconds(10);

    private static final int MOST = 10_000;

    private final Cache<SocketAddress, Boolean> failing;

    AddressHealth(Ticker ticker) {
        this.failing = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(MEMORY)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** In the order given, but for those that failed. */
    List<SocketAddress> inOrder(List<SocketAddress> addresses) {
        return addresses.size() < 2
                ? addresses
                : addresses.stream()
                        .sorted(Comparator.comparing(address -> failing.getIfPresent(address) != null))
                        .toList();
    }

    void failed(SocketAddress address) {
        failing.put(address, true);
    }
}
