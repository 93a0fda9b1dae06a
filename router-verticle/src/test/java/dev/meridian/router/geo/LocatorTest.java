package dev.meridian.router.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.core.net.IpAddress;
import dev.meridian.core.topology.Site;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocatorTest {

    private static final Site FRANKFURT = Site.known("fra").orElseThrow();

    private final Locator locator = new Locator(FRANKFURT, List.of());

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, DE, TABLE",
        "198.51.100.1, US, TABLE",
        "203.0.113.255, SG, TABLE",
        "2001:db8::1, AU, TABLE",
        "::ffff:203.0.113.9, SG, TABLE",
        "127.0.0.1, DE, DEFAULT",
        "10.1.2.3, DE, DEFAULT",
        "::1, DE, DEFAULT",
        "fd00::1, DE, DEFAULT",
        "240.0.0.1, DE, DEFAULT",
        "8.8.8.8, US, TABLE",
        "133.1.2.3, JP, TABLE",
        "2a02:8109::1, DE, TABLE",
        "not-an-address, DE, DEFAULT",
        "1.2.3, DE, DEFAULT",
        "1.2.3.400, DE, DEFAULT",
        "localhost, DE, DEFAULT",
    })
    void anAddressHasTheCountryThatItsMostTrustedSourceStates(String address, String country, Place.Source source) {
        Place place = locator.locate(address).place();

        assertThat(place.country()).isEqualTo(country);
        assertThat(place.source()).isEqualTo(source);
    }

    @Test
    void theOperatorsDatabaseGoesBeforeTheTableAndBehindOverridesAndSpecialAddresses() {
        PlaceRanges.Builder database = new PlaceRanges.Builder(0, 0);
        Place oslo = new Place(59.9, 10.8, "NO", Place.Source.DATABASE);
        database.four(0, database.number(Optional.of(oslo)));
        database.four(0x8500_0000, database.number(Optional.empty()));
        Locator informed = new Locator(FRANKFURT, List.of(PlaceOverride.parse("8.8.4.0/24=1:2:JP")));

        informed.use(database.build("Test of today"));

        assertThat(informed.locate("8.8.8.8").place()).isEqualTo(oslo);
        assertThat(informed.attribution(oslo)).isEqualTo("Test of today");
        assertThat(informed.locate("8.8.4.1").place().source()).isEqualTo(Place.Source.OVERRIDE);
        assertThat(informed.locate("10.0.0.1").place().source()).isEqualTo(Place.Source.DEFAULT);
        assertThat(informed.locate("192.0.2.1").place().country()).isEqualTo("DE");
        Place beyond = informed.locate("133.1.2.3").place();
        assertThat(beyond.source()).isEqualTo(Place.Source.TABLE);
        assertThat(informed.attribution(beyond)).contains("DB-IP");
    }

    @Test
    void theOperatorsLongestPrefixWinsOverTheTableAndOverPrivateUse() {
        Locator informed = new Locator(
                FRANKFURT,
                List.of(
                        PlaceOverride.parse("203.0.0.0/8=1:2:JP"),
                        PlaceOverride.parse("203.0.113.128/25=-33.9:151.2:AU"),
                        PlaceOverride.parse("10.0.0.0/8=40:-74")));

        assertThat(informed.locate("203.0.113.200").place().country()).isEqualTo("AU");
        assertThat(informed.locate("203.0.113.1").place().country()).isEqualTo("JP");
        assertThat(informed.locate("10.9.9.9").place()).isEqualTo(new Place(40, -74, "", Place.Source.OVERRIDE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.0/24",
                "203.0.113.1/24=1:2:DE",
                "203.0.113.0/33=1:2:DE",
                "x/24=1:2:DE",
                "203.0.113.0/24=91:2:DE",
                "203.0.113.0/24=1:2:de",
                "203.0.113.0/=1:2"
            })
    void anOverrideThatIsNoneIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PlaceOverride.parse(text));
    }

    @Test
    void distancesAreThoseOfTheGlobe() {
        Place frankfurt = new Place(50.11, 8.68, "DE", Place.Source.DEFAULT);

        assertThat(frankfurt.kilometresTo(40.71, -74.01)).isCloseTo(6200, within(30.0));
        assertThat(frankfurt.kilometresTo(50.11, 8.68)).isZero();
        assertThat(new Place(0, 179.5, "", Place.Source.TABLE).kilometresTo(0, -179.5))
                .isCloseTo(111.2, within(0.5));
        assertThat(new Place(90, 0, "", Place.Source.TABLE).kilometresTo(-90, 0))
                .isCloseTo(20_015, within(1.0));
    }

    @Test
    void aTableFindsWhatASearchOfEveryPrefixFinds() throws Exception {
        long seed = Long.getLong("seed", 4711);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<PlaceTable.Row> rows = randomRows(random);
            PlaceTable table = new PlaceTable(rows);
            for (int probe = 0; probe < 100; probe++) {
                byte[] octets = new byte[4];
                random.nextBytes(octets);
                octets[0] = (byte) (octets[0] & 3);
                String literal = InetAddress.getByAddress(octets).getHostAddress();
                IpAddress address = IpAddress.parse(literal).orElseThrow();

                assertThat(table.find(address))
                        .as("seed %d, %s in %s", seed, literal, rows)
                        .isEqualTo(longest(rows, new BigInteger(1, octets)));
            }
        }
    }

    private static List<PlaceTable.Row> randomRows(Random random) {
        List<PlaceTable.Row> rows = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            int length = random.nextInt(25);
            int bits = (random.nextInt() & 0x03ff_ffff) & (length == 0 ? 0 : -1 << (32 - length));
            String text = (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
            Prefix prefix = Prefix.parse(text + "/" + length);
            if (rows.stream().noneMatch(row -> row.prefix().equals(prefix))) {
                rows.add(new PlaceTable.Row(prefix, new Place(i, 0, "", Place.Source.TABLE)));
            }
        }
        return rows;
    }

    private static Optional<Place> longest(List<PlaceTable.Row> rows, BigInteger address) {
        return rows.stream()
                .filter(row -> {
                    BigInteger first = BigInteger.valueOf(row.prefix().first().low() & 0xffff_ffffL);
                    int shift = 128 - row.prefix().bits();
                    return address.shiftRight(shift).equals(first.shiftRight(shift));
                })
                .max(Comparator.comparingInt(row -> row.prefix().bits()))
                .map(PlaceTable.Row::place);
    }
}
