package dev.meridian.launcher.dev;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One node of a development network.
 *
 * @param port of its public door
 * @param settings as its configuration file holds them
 */
record DevNode(String name, String kind, String site, int port, Map<String, String> settings) {

    String url() {
        return "http://localhost:" + port;
    }

    /** Every port that it binds. */
    List<Integer> ports() {
        List<Integer> doors = List.of(port, port + 100, port + 200);
        return kind.equals("region") ? List.of(port, port + 100, port + 200, port + 300) : doors;
    }

    DevNode with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new DevNode(name, kind, site, port, more);
    }
}
