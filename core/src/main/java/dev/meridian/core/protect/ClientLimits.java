package dev.meridian.core.protect;

import dev.meridian.core.config.Configuration;

/**
 * What a client may take of a node. A client is an IPv4 address, or an IPv6 network of 64 bits, which is what one subscriber
 * has.
 *
 * @param connections open at one node, of all clients
 * @param connectionsEach of one client
 * @param requestsEach of one client under way
 * @param rateEach requests a second of one client on average; for two seconds it may send as many at once
 */
public record ClientLimits(int connections, int connectionsEach, int requestsEach, int rateEach) {

    public static final ClientLimits DEFAULT = new ClientLimits(20_000, 500, 500, 1_000);

    public static ClientLimits read(Configuration configuration) {
        return new ClientLimits(
                configuration.integer("http.limits.connections", DEFAULT.connections, 1, 10_000_000),
                configuration.integer("http.limits.client.connections", DEFAULT.connectionsEach, 1, 10_000_000),
                configuration.integer("http.limits.client.requests", DEFAULT.requestsEach, 1, 10_000_000),
                configuration.integer("http.limits.client.rate", DEFAULT.rateEach, 1, 10_000_000));
    }
}
