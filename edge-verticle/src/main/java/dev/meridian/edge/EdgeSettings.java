package dev.meridian.edge;

import dev.meridian.core.config.Configuration;
import dev.meridian.edge.cache.CacheSettings;

/**
 * What an edge is told at start.
 *
 * @param cache bounds of the cache
 * @param requests how many requests may be under way at once
 */
public record EdgeSettings(CacheSettings cache, int requests) {

    public static EdgeSettings read(Configuration configuration) {
        return new EdgeSettings(
                CacheSettings.read(configuration), configuration.integer("edge.requests", 10_000, 1, 1_000_000));
    }
}
