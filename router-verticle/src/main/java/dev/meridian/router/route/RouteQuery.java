package dev.meridian.router.route;

import dev.meridian.core.hosts.CacheablePath;
import dev.meridian.router.geo.Client;

/**
 * The facts of a request that decide its way.
 *
 * @param host lower case, without a port
 * @param path still percent-encoded
 * @param project as {@link dev.meridian.core.hosts.NamedProject} reads it
 * @param region the caller's wish: a site code, {@code home} or {@code nearest}; empty for none
 * @param client where the client is, and which network it shares with others
 */
public record RouteQuery(String host, String method, String path, String project, String region, Client client) {

    /** Whether an edge may hold the answer. */
    boolean isCacheable() {
        return (method.equals("GET") || method.equals("HEAD")) && CacheablePath.is(path);
    }
}
