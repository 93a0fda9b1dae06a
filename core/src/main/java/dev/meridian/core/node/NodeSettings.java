package dev.meridian.core.node;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.topology.Site;
import dev.meridian.proto.topology.v1.Kind;
import java.nio.file.Path;
import java.util.List;

/**
 * What every kind of node is told at start.
 *
 * @param name unique in the network; also the name of its folder
 * @param site where it stands
 * @param httpHost address that the public door binds
 * @param httpPort 0 for any free one
 * @param relayHost address that the relay door binds
 * @param relayPort 0 for any free one
 * @param advertisedHost name or address by which other nodes reach it
 * @param data folder of its own
 * @param seeds relay addresses of nodes to ask first, this one's own possibly among them
 * @param regions site codes of all regions; the first is the default, where the console project lives
 * @param trustedProxies CIDRs whose X-Forwarded-For is believed
 */
public record NodeSettings(
        String name,
        Kind kind,
        Site site,
        String httpHost,
        int httpPort,
        String relayHost,
        int relayPort,
        String advertisedHost,
        Path data,
        List<PeerAddress> seeds,
        List<String> regions,
        Domains domains,
        List<String> trustedProxies,
        ClusterSettings cluster) {

    public static NodeSettings read(Configuration configuration) {
        Kind kind = kind(configuration.required("node.kind"));
        Site site = site(configuration);
        String host = configuration.text("node.host", "127.0.0.1");
        List<String> regions = configuration.list("network.regions");
        if (regions.isEmpty()) {
            throw new ConfigurationException(
                    "network.regions is not set; name the site code of each region, the default first");
        }
        return new NodeSettings(
                configuration.text("node.name", defaultName(kind, site)),
                kind,
                site,
                configuration.text("http.host", host),
                configuration.integer("http.port", 0, 0, 65_535),
                configuration.text("relay.host", host),
                configuration.integer("relay.port", 0, 0, 65_535),
                configuration.text("node.advertised", host),
                Path.of(configuration.text("node.data", "data")),
                configuration.list("network.seeds").stream()
                        .map(PeerAddress::parse)
                        .toList(),
                regions,
                Domains.read(configuration),
                configuration.list("http.trusted"),
                ClusterSettings.read(configuration));
    }

    /** The same with ports that were chosen. */
    public NodeSettings withPorts(int http, int relay) {
        return new NodeSettings(
                name,
                kind,
                site,
                httpHost,
                http,
                relayHost,
                relay,
                advertisedHost,
                data,
                seeds,
                regions,
                domains,
                trustedProxies,
                cluster);
    }

    /** The region where the console project lives. */
    public String defaultRegion() {
        return regions.getFirst();
    }

    private static String defaultName(Kind kind, Site site) {
        return word(kind) + "-" + site.code();
    }

    /** {@code region}, {@code edge} or {@code router}. */
    public static String word(Kind kind) {
        return switch (kind) {
            case KIND_REGION -> "region";
            case KIND_EDGE -> "edge";
            case KIND_ROUTER -> "router";
            case KIND_UNSPECIFIED, UNRECOGNIZED -> "node";
        };
    }

    private static Kind kind(String word) {
        return switch (word) {
            case "region" -> Kind.KIND_REGION;
            case "edge" -> Kind.KIND_EDGE;
            case "router" -> Kind.KIND_ROUTER;
            default ->
                throw new ConfigurationException("node.kind is '" + word + "'; it must be region, edge or router");
        };
    }

    private static Site site(Configuration configuration) {
        String code = configuration.required("node.site");
        Site known = Site.known(code).orElse(null);
        if (known == null && configuration.text("node.latitude").isEmpty()) {
            throw new ConfigurationException(
                    "node.site '" + code + "' is not a known site; set node.latitude, node.longitude and node.country");
        }
        double latitude = configuration.decimal("node.latitude", known == null ? 0 : known.latitude(), -90, 90);
        double longitude = configuration.decimal("node.longitude", known == null ? 0 : known.longitude(), -180, 180);
        String country = configuration.text("node.country", known == null ? "" : known.country());
        return new Site(
                code,
                configuration.text("node.place", known == null ? code : known.name()),
                latitude,
                longitude,
                country);
    }
}
