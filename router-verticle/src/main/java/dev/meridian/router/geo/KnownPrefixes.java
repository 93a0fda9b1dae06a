package dev.meridian.router.geo;

import dev.meridian.router.geo.PlaceTable.Row;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The built-in rows: which regional registry a block was given to (IANA IPv4 Address Space Registry and IPv6 Global
 * Unicast Address Assignments; legacy blocks, which are spread over the world, are left out), and test places for the
 * prefixes reserved for documentation (RFC 5737, RFC 3849).
 */
final class KnownPrefixes {

    private static final Place ASIA_PACIFIC = continent(20, 110);
    private static final Place EUROPE = continent(50, 10);
    private static final Place NORTH_AMERICA = continent(39.8, -98.6);
    private static final Place LATIN_AMERICA = continent(-15, -58);
    private static final Place AFRICA = continent(0, 20);

    private static final int[] APNIC = {
        1, 14, 27, 36, 39, 42, 49, 58, 59, 60, 61, 101, 103, 106, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120,
        121, 122, 123, 124, 125, 126, 175, 180, 182, 183, 202, 203, 210, 211, 218, 219, 220, 221, 222, 223
    };
    private static final int[] RIPE = {
        2, 5, 31, 37, 46, 62, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 109, 176, 178,
        185, 193, 194, 195, 212, 213, 217
    };
    private static final int[] ARIN = {
        23, 24, 50, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 96, 97, 98, 99, 100, 104, 107, 108, 173,
        174, 184, 199, 204, 205, 206, 207, 208, 209, 216
    };
    private static final int[] LACNIC = {177, 179, 181, 186, 187, 189, 190, 200, 201};
    private static final int[] AFRINIC = {41, 102, 105, 197};

    private KnownPrefixes() {}

    static List<Row> rows() {
        return Stream.of(
                        blocks(ASIA_PACIFIC, APNIC),
                        blocks(EUROPE, RIPE),
                        blocks(NORTH_AMERICA, ARIN),
                        blocks(LATIN_AMERICA, LACNIC),
                        blocks(AFRICA, AFRINIC),
                        sixes(),
                        documentation())
                .flatMap(rows -> rows)
                .toList();
    }

    private static Stream<Row> blocks(Place place, int... octets) {
        return Arrays.stream(octets).mapToObj(octet -> new Row(Prefix.parse(octet + ".0.0.0/8"), place));
    }

    private static Stream<Row> sixes() {
        return Stream.of(
                row("2400::/12", ASIA_PACIFIC),
                row("2600::/12", NORTH_AMERICA),
                row("2800::/12", LATIN_AMERICA),
                row("2a00::/12", EUROPE),
                row("2c00::/12", AFRICA));
    }

    /** Nobody's addresses: they stand for clients in tests and examples. */
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

    private static Place continent(double latitude, double longitude) {
        return new Place(latitude, longitude, "", Place.Source.TABLE);
    }
}
