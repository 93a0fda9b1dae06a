package dev.meridian.core.topology;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place where nodes stand.
 *
 * @param code site code, three lower-case letters by custom
 * @param latitude degrees north
 * @param longitude degrees east
 * @param country ISO 3166-1 alpha-2, upper case
 */
public record Site(String code, String name, double latitude, double longitude, String country) {

    private static final Map<String, Site> KNOWN = Map.ofEntries(
            entry("ams", "Amsterdam", 52.37, 4.90, "NL"),
            entry("blr", "Bangalore", 12.97, 77.59, "IN"),
            entry("fra", "Frankfurt", 50.11, 8.68, "DE"),
            entry("lon", "London", 51.51, -0.13, "GB"),
            entry("nyc", "New York", 40.71, -74.01, "US"),
            entry("sfo", "San Francisco", 37.77, -122.42, "US"),
            entry("sgp", "Singapore", 1.35, 103.82, "SG"),
            entry("syd", "Sydney", -33.87, 151.21, "AU"),
            entry("tor", "Toronto", 43.65, -79.38, "CA"),
            entry("gru", "Sao Paulo", -23.55, -46.63, "BR"),
            entry("hnd", "Tokyo", 35.68, 139.69, "JP"),
            entry("jnb", "Johannesburg", -26.20, 28.05, "ZA"));

    public Site {
        if (!code.matches("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")) {
            throw new IllegalArgumentException("site code '" + code + "' is not a lower-case DNS label");
        }
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException("site " + code + " stands at " + latitude + ", " + longitude
                    + "; latitude goes to 90 degrees, longitude to 180");
        }
    }

    /** A site that needs no coordinates from the operator. */
    public static Optional<Site> known(String code) {
        return Optional.ofNullable(KNOWN.get(code));
    }

    /** Codes of the sites that need no coordinates, in order. */
    public static List<String> knownCodes() {
        return KNOWN.keySet().stream().sorted().toList();
    }

    private static Map.Entry<String, Site> entry(String code, String name, double lat, double lon, String country) {
        return Map.entry(code, new Site(code, name, lat, lon, country));
    }
}
