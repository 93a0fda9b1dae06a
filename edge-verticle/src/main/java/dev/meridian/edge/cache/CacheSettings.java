package dev.meridian.edge.cache;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.edge.cache.decide.Profile;
import java.time.Duration;

/**
 * Bounds of a cache.
 *
 * @param memory bytes that stored responses may take; fetches under way may take as much again
 * @param ownerPercent of the memory that one project may take from others once it is full
 * @param objectLimit bytes of the largest body that is stored
 * @param hitForMiss how long requests for what could not be shared go straight to the origin
 * @param profile what it does where HTTP leaves it the choice
 */
public record CacheSettings(long memory, int ownerPercent, long objectLimit, Duration hitForMiss, Profile profile) {

    public CacheSettings {
        if (objectLimit < 1 || objectLimit > memory) {
            throw new ConfigurationException(
                    "cache.object is " + objectLimit + " bytes; it goes from 1 to cache.memory, " + memory);
        }
    }

    public static CacheSettings read(Configuration configuration) {
        long memory = configuration.bytes("cache.memory", 64 << 20);
        return new CacheSettings(
                memory,
                configuration.integer("cache.owner", 50, 1, 100),
                configuration.bytes("cache.object", Math.min(8 << 20, memory)),
                configuration.duration("cache.miss", Duration.ofSeconds(30)),
                Profile.NETWORK);
    }
}
