package dev.meridian.router.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.meridian.core.net.IpAddress;
import dev.meridian.router.geo.mmdb.MalformedDatabase;
import dev.meridian.router.geo.mmdb.TestingMmdb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceDatabaseTest {

    private static final long AMPLE = 1 << 20;

    @TempDir
    private Path folder;

    private Path file;
    private PlaceDatabase database;

    @BeforeEach
    void name() {
        file = folder.resolve("City.mmdb");
        database = new PlaceDatabase(file, AMPLE);
    }

    @Test
    void placesAreRoundedToTenthsOfADegreeAndNameTheirDatabase() throws IOException {
        Files.write(file, of(52.5249, 13.4512, "DE"));

        PlaceRanges places = database.news().orElseThrow();

        assertThat(places.find(address("1.2.3.4"))).contains(new Place(52.5, 13.5, "DE", Place.Source.DATABASE));
        assertThat(places.find(address("2.2.3.4"))).isEmpty();
        assertThat(places.find(address("2a02::1"))).isEmpty();
        assertThat(places.attribution()).isEqualTo("Testing-City of 2026-05-28");
    }

    @Test
    void networksSideBySideThatAreInOnePlaceTakeOneRun() throws IOException {
        TestingMmdb mmdb = new TestingMmdb(4, 24);
        for (int network = 0; network < 256; network++) {
            mmdb.network(
                    new byte[] {1, (byte) network, 0, 0}, 16, TestingMmdb.city(52.5 + network / 10_000.0, 13.4, "DE"));
        }
        Files.write(file, mmdb.bytes());

        PlaceRanges places = database.news().orElseThrow();

        assertThat(places.places()).isEqualTo(1);
        // Before it, itself, behind it; and one of IPv6 is none.
        assertThat(places.size()).isEqualTo(3);
    }

    @Test
    void aFileIsReadOnceForEachOfItsVersions() throws IOException {
        Files.write(file, of(52.5, 13.4, "DE"));
        assertThat(database.news()).isPresent();
        assertThat(database.news()).isEmpty();

        replace(of(59.9, 10.8, "NO"));

        assertThat(database.news().orElseThrow().find(address("1.2.3.4")))
                .contains(new Place(59.9, 10.8, "NO", Place.Source.DATABASE));
        assertThat(database.news()).isEmpty();
    }

    @Test
    void aHalfWrittenFileIsRefusedOnceAndTakenWhenItIsWhole() throws IOException {
        byte[] whole = of(52.5, 13.4, "DE");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertThatExceptionOfType(MalformedDatabase.class).isThrownBy(database::news);
        assertThat(database.news()).isEmpty();
        Files.write(file, whole);

        assertThat(database.news()).isPresent();
    }

    @Test
    void aFileThatIsNotThereIsToldOfEachTime() throws IOException {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(database::news);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(database::news);

        Files.write(file, of(52.5, 13.4, "DE"));

        assertThat(database.news()).isPresent();
    }

    @Test
    void whatIsNoRegularFileIsNotOpened() {
        assertThatIOException()
                .isThrownBy(new PlaceDatabase(folder, AMPLE)::news)
                .withMessageContaining("no regular file");
    }

    @Test
    void aDatabaseOfCountriesAloneIsRefused() throws IOException {
        Files.write(
                file,
                new TestingMmdb(4, 24)
                        .network(new byte[4], 8, Map.of("country", Map.of("iso_code", "DE")))
                        .bytes());

        assertThatIOException().isThrownBy(database::news).withMessageContaining("a database of cities is wanted");
    }

    @Test
    void whatWouldTakeMoreMemoryThanItMayIsRefused() throws IOException {
        TestingMmdb mmdb = new TestingMmdb(4, 24);
        for (int network = 0; network < 100; network++) {
            mmdb.network(new byte[] {1, (byte) network, 0, 0}, 16, TestingMmdb.city(network / 2.0, 13.4, "DE"));
        }
        Files.write(file, mmdb.bytes());

        assertThatIOException()
                .isThrownBy(new PlaceDatabase(file, 2_000)::news)
                .withMessageContaining("more than 2000 bytes");
        assertThat(new PlaceDatabase(file, AMPLE).news()).isPresent();
    }

    /** As operators do it: beside it, then over it, with the time of the one before. */
    private void replace(byte[] bytes) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        Path beside = Files.write(folder.resolve("new"), bytes);
        Files.setLastModifiedTime(beside, modified);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] of(double latitude, double longitude, String country) {
        return new TestingMmdb(4, 28)
                .network(new byte[] {1, 0, 0, 0}, 8, TestingMmdb.city(latitude, longitude, country))
                .bytes();
    }

    private static IpAddress address(String literal) {
        return IpAddress.parse(literal).orElseThrow();
    }
}
