package dev.meridian.functions;

import dev.meridian.core.config.Configuration;

/**
 * What a node lets functions do, as it is told at start.
 *
 * @param isolationRequired whether none are run unless they can be set apart from the node
 * @param fetchesPrivate whether light functions may fetch from private, loopback and link-local addresses
 */
public record HostPolicy(boolean isolationRequired, boolean fetchesPrivate) {

    public static final HostPolicy DEFAULT = new HostPolicy(false, false);

    public static HostPolicy read(Configuration configuration) {
        return new HostPolicy(
                configuration.flag("functions.isolation.required", DEFAULT.isolationRequired),
                configuration.flag("functions.fetch.private", DEFAULT.fetchesPrivate));
    }
}
