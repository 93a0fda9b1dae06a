package dev.meridian.region.node;

import dev.meridian.core.config.Configuration;
import dev.meridian.functions.HostPolicy;
import java.time.Duration;

/**
 * How a region runs and builds functions.
 *
 * @param policy of all functions
 * @param network whether heavy functions may open connections
 * @param processes of heavy functions, at most
 * @param buildNetwork whether the commands of a build may open connections
 * @param buildTime how long the commands of a build may take
 */
public record FunctionSettings(
        HostPolicy policy, boolean network, int processes, boolean buildNetwork, Duration buildTime) {

    static FunctionSettings read(Configuration configuration) {
        return new FunctionSettings(
                HostPolicy.read(configuration),
                configuration.flag("region.functions.network", true),
                configuration.integer("region.functions.processes", 32, 1, 10_000),
                configuration.flag("region.builds.network", true),
                configuration.duration("region.builds.time", Duration.ofMinutes(10)));
    }
}
