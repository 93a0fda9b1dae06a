package dev.meridian.edge.origin;

import dev.meridian.core.config.Configuration;
import java.time.Duration;

/**
 * How origins outside the network are spoken to.
 *
 * @param connections to one origin at once; more requests wait
 * @param waiting requests that may wait for a connection
 * @param connect how long a connection may take to be made
 * @param answer how long the beginning of an answer may take
 * @param idle how long a connection may be silent
 * @param allowsPrivate whether an origin may be at a private, loopback or link-local address
 * @param keepsHost whether the origin is told the client's {@code Host}, instead of its own
 * @param name of this cache or network among others, by which it knows its own requests again (RFC 8586)
 */
public record HttpOriginSettings(
        int connections,
        int waiting,
        Duration connect,
        Duration answer,
        Duration idle,
        boolean allowsPrivate,
        boolean keepsHost,
        String name) {

    public static final HttpOriginSettings DEFAULT = new HttpOriginSettings(
            256,
            4_096,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            false,
            false,
            "meridian");

    /** What an edge is told. */
    public static HttpOriginSettings read(Configuration configuration) {
        boolean allowsPrivate = configuration.flag("edge.origins.private", false);
        return new HttpOriginSettings(
                configuration.integer("edge.origins.connections", DEFAULT.connections, 1, 65_536),
                DEFAULT.waiting,
                DEFAULT.connect,
                configuration.duration("edge.origins.answer", DEFAULT.answer),
                DEFAULT.idle,
                allowsPrivate,
                false,
                DEFAULT.name);
    }

    public HttpOriginSettings allowingPrivate() {
        return new HttpOriginSettings(connections, waiting, connect, answer, idle, true, keepsHost, name);
    }

    public HttpOriginSettings keepingHost(boolean keeps) {
        return new HttpOriginSettings(connections, waiting, connect, answer, idle, allowsPrivate, keeps, name);
    }

    public HttpOriginSettings knownAs(String known) {
        return new HttpOriginSettings(connections, waiting, connect, answer, idle, allowsPrivate, keepsHost, known);
    }
}
