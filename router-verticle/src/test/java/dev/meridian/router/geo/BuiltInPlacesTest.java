package dev.meridian.router.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.meridian.core.net.IpAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInPlacesTest {

    private final PlaceRanges places = BuiltInPlaces.shipped();

    /** Addresses that were drawn from the full data, with what it says of them; half of them of IPv6. */
    @Test
    void theNearestOfNineEdgesIsTheOneThatTheFullDataHas() throws IOException {
        Agreement agreement = new Agreement();
        for (String line : lines("places-sample.csv")) {
            if (!line.startsWith("#")) {
                String[] cells = line.split(",", -1);
                Place full = new Place(
                        Double.parseDouble(cells[1]), Double.parseDouble(cells[2]), cells[3], Place.Source.DATABASE);
                IpAddress address = IpAddress.parse(cells[0]).orElseThrow();
                agreement.add(full, places.find(address).orElseThrow());
            }
        }

        assertThat(agreement.asked()).isEqualTo(2_000);
        assertThat(agreement.share()).as(agreement.toString()).isGreaterThanOrEqualTo(0.99);
        assertThat(agreement.shareOfCountries()).as(agreement.toString()).isGreaterThanOrEqualTo(0.999);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1", "192.0.2.1", "240.0.0.1", "255.255.255.255", "fe80::1", "2001:db8::1", "ffff::"})
    void addressesThatAreNobodysAreNowhere(String address) {
        assertThat(places.find(IpAddress.parse(address).orElseThrow())).isEmpty();
    }

    @Test
    void thoseWhoMadeTheDataAreNamedAndThatItWasModified() {
        assertThat(places.attribution())
                .contains("IP Geolocation by DB-IP", "https://db-ip.com", "CC BY 4.0", "modified");
    }

    @Test
    void aFileOfAnotherKindIsRefusedAndOneThatBreaksOffToo() throws IOException {
        byte[] file;
        try (InputStream shipped = resource(BuiltInPlaces.FILE)) {
            file = shipped.readAllBytes();
        }

        assertThatIOException().isThrownBy(() -> BuiltInPlaces.read(new ByteArrayInputStream(new byte[100])));
        assertThatIOException()
                .isThrownBy(() -> BuiltInPlaces.read(new ByteArrayInputStream(file, 0, file.length - 1)));
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream file = resource(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(BuiltInPlacesTest.class.getResourceAsStream(name));
    }
}
