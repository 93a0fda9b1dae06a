package dev.meridian.router;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.router.geo.PlaceOverride;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a router is told at start, beside what every node is.
 *
 * @param places where the addresses of a prefix are, when the operator knows better than the built-in table
 * @param database the operator's own database of places, which goes before the built-in table
 * @param refresh how often it is looked at whether that file has changed
 * @param attempts how many nodes one request may be sent to
 * @param patience how long a request for something unheard of waits for the regions to say what is new
 * @param hedge after how long without an answer a second node is asked too for what changes nothing; zero for never
 * @param drain how long requests under way are given when the router stops
 */
public record RouterSettings(
        List<PlaceOverride> places,
        Optional<Path> database,
        Duration refresh,
        int attempts,
        Duration patience,
        Duration hedge,
        Duration drain) {

    public static RouterSettings read(Configuration configuration) {
        return new RouterSettings(
                configuration.list("router.places").stream()
                        .map(RouterSettings::place)
                        .toList(),
                configuration.path("router.geo.database"),
                configuration.duration("router.geo.refresh", Duration.ofSeconds(30)),
                configuration.integer("router.attempts", 3, 1, 10),
                configuration.duration("router.patience", Duration.ofSeconds(3)),
                configuration.duration("router.hedge", Duration.ZERO),
                configuration.duration("router.drain", Duration.ofSeconds(10)));
    }

    private static PlaceOverride place(String text) {
        try {
            return PlaceOverride.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "router.places: " + e.getMessage() + "; write for instance 203.0.113.0/24=52.5:13.4:DE", e);
        }
    }
}
