package dev.meridian.core.node;

import dev.meridian.core.config.Configuration;

/**
 * The host names of the network, without ports.
 *
 * @param api {@code <api>/v1} and {@code <region>.<api>/v1}
 * @param run {@code <id>.<region>.<run>}
 * @param network {@code <id>.<network>}
 */
public record Domains(String api, String run, String network) {

    public static Domains read(Configuration configuration) {
        return new Domains(
                configuration.text("domains.api", "localhost"),
                configuration.text("domains.run", "run.localhost"),
                configuration.text("domains.network", "network.localhost"));
    }
}
