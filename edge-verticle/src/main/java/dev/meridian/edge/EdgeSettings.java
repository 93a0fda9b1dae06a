package dev.meridian.edge;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.residency.ResidencySettings;
import dev.meridian.edge.cache.CacheDisk;
import dev.meridian.edge.cache.CacheSettings;
import dev.meridian.edge.origin.HttpOriginSettings;
import dev.meridian.functions.HostPolicy;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What an edge is told at start.
 *
 * @param cache bounds of the cache
 * @param disk under it
 * @param functions whether light functions are executed here
 * @param policy of functions
 * @param artefacts bytes of disk that fetched artefacts of functions may take
 * @param sites bytes of disk that fetched static sites may take
 * @param origins how HTTP origins outside the network are spoken to
 * @param residency how it goes by residency policies
 * @param requests how many requests may be under way at once
 * @param patience how long a request for something unheard of waits for the regions to say what is new
 */
public record EdgeSettings(
        CacheSettings cache,
        CacheDisk disk,
        boolean functions,
        HostPolicy policy,
        long artefacts,
        long sites,
        HttpOriginSettings origins,
        ResidencySettings residency,
        int requests,
        Duration patience) {

    public static EdgeSettings read(Configuration configuration) {
        return new EdgeSettings(
                CacheSettings.read(configuration),
                CacheDisk.read(
                        configuration,
                        Path.of(configuration.text("node.data", "data")).resolve("cache")),
                configuration.flag("edge.functions", true),
                HostPolicy.read(configuration),
                configuration.bytes("edge.artefacts", 1L << 30),
                configuration.bytes("edge.sites", 1L << 30),
                HttpOriginSettings.read(configuration),
                ResidencySettings.read(configuration),
                configuration.integer("edge.requests", 10_000, 1, 1_000_000),
                configuration.duration("edge.patience", Duration.ofSeconds(3)));
    }
}
