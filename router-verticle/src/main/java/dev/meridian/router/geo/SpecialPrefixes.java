package dev.meridian.router.geo;

import dev.meridian.router.geo.PlaceTable.Row;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses that no database can know (IANA IPv4 and IPv6 Special-Purpose Address Registries): those of private use, loopback
 * and links are where the router is; those for documentation (RFC 5737, RFC 3849) are nobody's, and stand for clients all over
 * the world in tests and examples.
 */
final class SpecialPrefixes {

    private static final List<String> NEAR = List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "::/127",
            "fc00::/7",
            "fe80::/10");

    private SpecialPrefixes() {}

    static List<Row> rows(Place home) {
        return Stream.concat(NEAR.stream().map(prefix -> new Row(Prefix.parse(prefix), home)), documentation())
                .toList();
    }

    private static Stream<Row> documentation() {
        return Stream.of(
                row("192.0.2.0/24", new Place(52.52, 13.40, "DE", Place.Source.TABLE)),
                row("198.51.100.0/24", new Place(40.71, -74.01, "US", Place.Source.TABLE)),
                row("203.0.113.0/24", new Place(1.35, 103.82, "SG", Place.Source.TABLE)),
                row("2001:db8::/32", new Place(-33.87, 151.21, "AU", Place.Source.TABLE)));
    }

    private static Row row(String prefix, Place place) {
        return new Row(Prefix.parse(prefix), place);
    }
}
