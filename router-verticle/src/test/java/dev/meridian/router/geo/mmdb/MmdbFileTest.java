package dev.meridian.router.geo.mmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MmdbFileTest {

    private static final Map<String, Object> BERLIN = TestingMmdb.city(52.52, 13.4, "DE");
    private static final Map<String, Object> OSLO = TestingMmdb.city(59.91, 10.75, "NO");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {24, 28, 32})
    void networksComeInTheOrderOfTheirAddressesWithWhatIsBetweenThem(int recordBits) throws IOException {
        Seen seen = walk(new TestingMmdb(4, recordBits)
                .network(ip("10.0.0.0"), 8, BERLIN)
                .network(ip("10.1.0.0"), 16, OSLO)
                .network(ip("255.255.255.255"), 32, OSLO));

        assertThat(seen.at(0x09ff_ffffL)).isEmpty();
        assertThat(seen.at(0x0a00_0000L)).contains(new Location(52.52, 13.4, "DE"));
        assertThat(seen.at(0x0a00_ffffL)).contains(new Location(52.52, 13.4, "DE"));
        assertThat(seen.at(0x0a01_0000L)).contains(new Location(59.91, 10.75, "NO"));
        assertThat(seen.at(0x0a02_0000L)).contains(new Location(52.52, 13.4, "DE"));
        assertThat(seen.at(0x0b00_0000L)).isEmpty();
        assertThat(seen.at(0xffff_fffeL)).isEmpty();
        assertThat(seen.at(0xffff_ffffL)).contains(new Location(59.91, 10.75, "NO"));
        assertThat(seen.sixes).isEmpty();
    }

    @Test
    void aFileOfBothFamiliesHasIpv4AtItsBeginningAndItsAliasesAreNotFollowed() throws IOException {
        Seen seen = walk(new TestingMmdb(6, 28)
                .network(ip("::a00:0"), 104, BERLIN)
                .network(ip("2a02::"), 16, OSLO)
                .alias(ip("2002::"), 16, ip("::"), 96)
                .alias(mapped(), 96, ip("::"), 96));

        assertThat(seen.at(0x0a00_0001L)).contains(new Location(52.52, 13.4, "DE"));
        assertThat(seen.at(0x0b00_0000L)).isEmpty();
        assertThat(seen.atSix("2a02:1::")).contains(new Location(59.91, 10.75, "NO"));
        assertThat(seen.atSix("2002:a00:1::")).isEmpty();
        assertThat(seen.atSix("::")).isEmpty();
    }

    @Test
    void theLargestOfTheNetworksThatShareTheirFirst48BitsStandsForThem() throws IOException {
        Seen seen = walk(
                new TestingMmdb(6, 24).network(ip("2a02:1:2::"), 64, BERLIN).network(ip("2a02:1:2:8000::"), 49, OSLO));

        assertThat(seen.atSix("2a02:1:2::")).contains(new Location(59.91, 10.75, "NO"));
        assertThat(seen.atSix("2a02:1:3::")).isEmpty();
    }

    @Test
    void aFlatRecordIsReadAsANestedOneIs() throws IOException {
        Seen seen = walk(new TestingMmdb(4, 28).network(ip("10.0.0.0"), 8, TestingMmdb.flat(52.5f, -13.25f, "DE")));

        assertThat(seen.at(0x0a00_0000L)).contains(new Location(52.5, -13.25, "DE"));
    }

    @Test
    void whatSharesAMapPointsToIt() throws IOException {
        TestingMmdb mmdb = new TestingMmdb(4, 24);
        // At 0: {"latitude": 1.5f, "longitude": 2.5f}; behind it: {"location": -> 0}.
        mmdb.append(bytes(
                0xe2, 0x48, "latitude", 0x04, 0x08, 0x3f, 0xc0, 0, 0, 0x49, "longitude", 0x04, 0x08, 0x40, 0x20, 0, 0));
        int record = mmdb.append(bytes(0xe1, 0x48, "location", 0x20, 0x00));

        assertThat(walk(mmdb.everything(record)).at(1)).contains(new Location(1.5, 2.5, ""));
    }

    @Test
    void placesThatAreNotOnTheGlobeAreNoneAndCountriesThatAreNoneAreEmpty() throws IOException {
        Seen seen = walk(new TestingMmdb(4, 24)
                .network(ip("1.0.0.0"), 8, TestingMmdb.city(90.5, 0, "DE"))
                .network(ip("2.0.0.0"), 8, TestingMmdb.city(Double.NaN, 0, "DE"))
                .network(ip("3.0.0.0"), 8, Map.of("country", Map.of("iso_code", "DE")))
                .network(ip("4.0.0.0"), 8, TestingMmdb.city(1, 2, "<b>")));

        assertThat(seen.at(0x0100_0000L)).isEmpty();
        assertThat(seen.at(0x0200_0000L)).isEmpty();
        assertThat(seen.at(0x0300_0000L)).isEmpty();
        assertThat(seen.at(0x0400_0000L)).contains(new Location(1, 2, ""));
    }

    @Test
    void metadataIsFitToBeShown() throws IOException {
        Path file = written(new TestingMmdb(4, 24)
                .metadata("database_type", "City\r\n\u001b[31m" + "x".repeat(300))
                .bytes());

        try (MmdbFile mmdb = MmdbFile.open(file)) {
            assertThat(mmdb.metadata().type()).startsWith("City???[31mx").hasSize(128);
            assertThat(mmdb.metadata().built()).isEqualTo(Instant.ofEpochSecond(1_780_000_000L));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "binary_format_major_version, 3, its format has version 3",
        "ip_version, 5, IP version 5",
        "record_size, 26, records have 26 bits",
        "record_size, 32, do not fit",
        "build_epoch, 9000000000000, to be built",
    })
    void metadataThatCannotBeIsRefused(String key, long value, String reason) throws IOException {
        Path file = written(new TestingMmdb(4, 24).metadata(key, value).bytes());

        assertThatExceptionOfType(MalformedDatabase.class)
                .isThrownBy(() -> MmdbFile.open(file))
                .withMessageContaining(reason);
    }

    @Test
    void aLoopOfNodesIsRefused() throws IOException {
        byte[] bytes = new TestingMmdb(4, 24).bytes();
        Arrays.fill(bytes, 0, 6, (byte) 0);

        assertRefused(bytes, "no tree");
    }

    @Test
    void aWebOfNodesThatHasMorePathsThanAnybodyCanWalkIsRefused() throws IOException {
        // Both halves of each node lead to the next one: 2 to the 48th paths.
        TestingMmdb web = new TestingMmdb(6, 24);
        for (int node = 1; node < 60; node++) {
            web.raw(node + 1, node + 1);
        }
        byte[] webBytes = web.raw(-1, -1).bytes();
        webBytes[2] = 61;
        webBytes[5] = 1;

        assertRefused(webBytes, "no tree");
    }

    @Test
    void aPointerToAPointerIsRefused() throws IOException {
        TestingMmdb mmdb = new TestingMmdb(4, 24);
        int loop = mmdb.append(bytes(0x20, 0x00));

        assertRefused(mmdb.everything(loop).bytes(), "a pointer leads to another");
    }

    @Test
    void aMapWithMoreEntriesThanItsFileHasBytesIsRefused() throws IOException {
        TestingMmdb mmdb = new TestingMmdb(4, 24);
        int huge = mmdb.append(bytes(0xff, 0xff, 0xff, 0xff, 0x41, "a", 0x20, 0x00));

        assertRefused(mmdb.everything(huge).bytes(), "ends within a value");
    }

    @Test
    void aListThatClaimsMillionsIsNotWorkedOffForEveryRecord() throws IOException {
        // {"a": [16,843,036 booleans, each of two bytes, of which there are but a few]}
        TestingMmdb mmdb = new TestingMmdb(4, 24);
        int huge = mmdb.append(bytes(0xe1, 0x41, "a", 0x1f, 0x04, 0xff, 0xff, 0xff, 0x00, 0x07));

        assertRefused(mmdb.everything(huge).bytes(), "ends within a value");
    }

    @Test
    void manyRecordsThatEachMeanTheWorkOfAllRunOutOfBudget() throws IOException {
        // One long map of pairs that nobody asks for, and thousands of records of two bytes that each point to it.
        TestingMmdb mmdb = new TestingMmdb(4, 24);
        int pairs = 250;
        mmdb.append(bytes(0xfd, pairs - 29));
        for (int i = 0; i < pairs; i++) {
            mmdb.append(bytes(0x41, "a", 0x40));
        }
        for (int network = 0; network < 5_000; network++) {
            int pointer = mmdb.append(bytes(0x20, 0x00));
            mmdb.networkAt(new byte[] {(byte) (network >> 8), (byte) network, 0, 0}, 16, pointer);
        }

        assertRefused(mmdb.bytes(), "more work");
    }

    /** Every prefix of a file, and every file with some bytes changed, is read or refused; nothing else may happen. */
    @Test
    void whateverTheBytesAreTheFileIsReadOrRefused() throws IOException {
        byte[] whole = new TestingMmdb(6, 28)
                .network(ip("::a00:0"), 104, BERLIN)
                .network(ip("2a02::"), 16, OSLO)
                .network(ip("2a02:1::"), 80, TestingMmdb.flat(1, 2, "FR"))
                .bytes();
        long seed = Long.getLong("seed", 4711);
        Random random = new Random(seed);
        int refused = 0;
        for (int length = 0; length < whole.length; length += 1 + random.nextInt(8)) {
            refused += isRefused(Arrays.copyOf(whole, length), "seed " + seed + ", length " + length) ? 1 : 0;
        }
        int read = 0;
        for (int round = 0; round < 4_000; round++) {
            byte[] mutated = whole.clone();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            read += isRefused(mutated, "seed " + seed + ", round " + round) ? 0 : 1;
        }

        assertThat(refused).isPositive();
        assertThat(read).isBetween(1, 3_999);
    }

    private boolean isRefused(byte[] bytes, String what) throws IOException {
        Path file = written(bytes);
        try {
            walk(file);
            return false;
        } catch (MalformedDatabase expected) {
            return true;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new AssertionError(what, e);
        }
    }

    private void assertRefused(byte[] bytes, String reason) throws IOException {
        Path file = written(bytes);
        assertThatIOException()
                .isThrownBy(() -> walk(file))
                .isInstanceOf(MalformedDatabase.class)
                .withMessageContaining(reason);
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("places.mmdb"), bytes);
    }

    private Seen walk(TestingMmdb mmdb) throws IOException {
        return walk(written(mmdb.bytes()));
    }

    private static Seen walk(Path file) throws IOException {
        try (MmdbFile mmdb = MmdbFile.open(file)) {
            Seen seen = new Seen(mmdb);
            mmdb.visit(seen);
            return seen;
        }
    }

    private static byte[] ip(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }

    /** The prefix of IPv4-mapped addresses, which Java takes for IPv4. */
    private static byte[] mapped() {
        byte[] address = new byte[16];
        address[10] = (byte) 0xff;
        address[11] = (byte) 0xff;
        return address;
    }

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Integer octet -> out.write(octet);
                case String text -> out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
                default -> throw new IllegalArgumentException(List.of(part).toString());
            }
        }
        return out.toByteArray();
    }

    /** What a walk told, each network by its first address. */
    private static final class Seen implements Networks {

        private final MmdbFile mmdb;
        private final TreeMap<Long, Optional<Location>> fours = new TreeMap<>();
        private final TreeMap<Long, Optional<Location>> sixes = new TreeMap<>();

        Seen(MmdbFile mmdb) {
            this.mmdb = mmdb;
        }

        @Override
        public void four(int first, int record) throws IOException {
            add(fours, Integer.toUnsignedLong(first), record);
        }

        @Override
        public void six(long first, int record) throws IOException {
            add(sixes, first, record);
        }

        private void add(NavigableMap<Long, Optional<Location>> seen, long first, int record) throws IOException {
            assertThat(first).isEqualTo(seen.isEmpty() ? 0 : Math.max(first, seen.lastKey() + 1));
            seen.put(first, record == NOTHING ? Optional.empty() : mmdb.location(record));
        }

        Optional<Location> at(long address) {
            return fours.floorEntry(address).getValue();
        }

        Optional<Location> atSix(String literal) {
            byte[] address = ip(literal);
            return sixes.floorEntry(ByteBuffer.wrap(address).getLong() >>> 16).getValue();
        }
    }
}
