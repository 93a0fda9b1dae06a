package dev.meridian.launcher.dev;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.topology.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which nodes a development network has, and the settings of each: the keys that a production node reads from its file.
 *
 * <p>Ports go up from the router's: public doors from {@code port}, relays from {@code port + 100}, cluster members from
 * {@code port + 200}, databases from {@code port + 300}. They stay the same over restarts, so that a node comes back
 * where the others look for it.
 */
record DevPlan(List<DevNode> nodes) {

    private static final String HOST = "127.0.0.1";

    /**
     * @param port of the router's public door
     * @param regions site codes, the default region first
     * @param edges site codes
     */
    static DevPlan of(Path data, int port, List<String> regions, List<String> edges) {
        if (port < 1 || port + 300 + regions.size() + edges.size() > 65_535) {
            throw new ConfigurationException("--port is " + port + "; it goes from 1 to 65000");
        }
        checkSites("--regions", regions);
        checkSites("--edges", edges);
        List<DevNode> bare = new ArrayList<>();
        bare.add(new DevNode("router", "router", regions.getFirst(), port, Map.of()));
        regions.forEach(site -> bare.add(new DevNode("region-" + site, "region", site, port + bare.size(), Map.of())));
        edges.forEach(site -> bare.add(new DevNode("edge-" + site, "edge", site, port + bare.size(), Map.of())));
        return new DevPlan(bare.stream()
                .map(node -> withSettings(node, bare, regions, data))
                .toList());
    }

    /** The same, with one more setting for each node of a kind. */
    DevPlan with(String kind, String key, String value) {
        return new DevPlan(nodes.stream()
                .map(node -> node.kind().equals(kind) ? node.with(key, value) : node)
                .toList());
    }

    private static DevNode withSettings(DevNode node, List<DevNode> all, List<String> regions, Path data) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("node.kind", node.kind());
        settings.put("node.name", node.name());
        settings.put("node.site", node.site());
        settings.put("node.host", HOST);
        settings.put("node.loops", "1");
        settings.put("node.data", data.resolve(node.name()).toString());
        settings.put("http.port", String.valueOf(node.port()));
        settings.put("http.trusted", "127.0.0.0/8,::1/128");
        settings.put("relay.port", String.valueOf(node.port() + 100));
        settings.put("relay.paths", "private");
        settings.put("cluster.port", String.valueOf(node.port() + 200));
        settings.put("cluster.members", addresses(all, "region", 200));
        settings.put("network.regions", String.join(",", regions));
        settings.put("network.seeds", addresses(all, "", 100));
        if (node.kind().equals("region")) {
            settings.put("region.console.open", "true");
            settings.put("region.mail.private", "true");
            settings.put("region.endpoint", "http://localhost:" + node.port() + "/v1");
            settings.put("region.database.port", String.valueOf(node.port() + 300));
            settings.put("region.database.binaries", data.resolve("binaries").toString());
        }
        if (node.kind().equals("router")) {
            settings.put("router.map", "open");
        } else {
            settings.put("functions.fetch.private", "true");
        }
        if (node.kind().equals("edge")) {
            settings.put("edge.origins.private", "true");
        }
        return new DevNode(node.name(), node.kind(), node.site(), node.port(), settings);
    }

    private static String addresses(List<DevNode> nodes, String kind, int offset) {
        return nodes.stream()
                .filter(node -> kind.isEmpty() || node.kind().equals(kind))
                .map(node -> HOST + ":" + (node.port() + offset))
                .collect(Collectors.joining(","));
    }

    private static void checkSites(String flag, List<String> sites) {
        if (sites.isEmpty()) {
            throw new ConfigurationException(flag + " names no site; write for instance " + flag + " fra,nyc");
        }
        if (new HashSet<>(sites).size() < sites.size()) {
            throw new ConfigurationException(flag + " names a site twice: " + String.join(",", sites));
        }
        for (String site : sites) {
            if (Site.known(site).isEmpty()) {
                throw new ConfigurationException(flag + " names '" + site + "', which is not a known site; known are "
                        + String.join(", ", Site.knownCodes()));
            }
        }
    }

    List<DevNode> ofKind(String kind) {
        return nodes.stream().filter(node -> node.kind().equals(kind)).toList();
    }
}
