package dev.meridian.launcher.wiring;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.protect.ClientLimits;
import dev.meridian.core.relay.RelayTls;
import dev.meridian.core.tls.TlsSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node's doors are set up.
 *
 * @param loops event loops, each with both doors on a shared port
 * @param relayTls empty for a relay in plain text, which only a private network or a laptop may use
 * @param clients what each of them may take of the public doors
 * @param tls empty for a public door in plain text only
 * @param privatePaths whether this node's connections may go through another node, and others' through this one
 * @param drain how long exchanges under way may take when the node stops
 */
record DoorSettings(
        HttpLimits limits,
        ClientLimits clients,
        Optional<RelayTls> relayTls,
        Optional<TlsSettings> tls,
        boolean privatePaths,
        int loops,
        Duration drain) {

    static DoorSettings read(Configuration configuration) {
        Optional<RelayTls> relayTls = RelayTls.read(configuration);
        return new DoorSettings(
                HttpLimits.read(configuration),
                ClientLimits.read(configuration),
                relayTls,
                TlsSettings.read(configuration),
                privatePaths(configuration, relayTls.isPresent()),
                configuration.integer("node.loops", Runtime.getRuntime().availableProcessors(), 1, 256),
                configuration.duration("node.drain", Duration.ofSeconds(10)));
    }

    /** In plain text the node in between could read what it carries: nobody's traffic goes there unasked. */
    private static boolean privatePaths(Configuration configuration, boolean encrypted) {
        String paths = configuration.text("relay.paths", encrypted ? "private" : "direct");
        return switch (paths) {
            case "private" -> true;
            case "direct" -> false;
            default -> throw new ConfigurationException("relay.paths is '" + paths + "'; it must be private or direct");
        };
    }
}
