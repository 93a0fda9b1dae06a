package dev.meridian.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @Test
    void whatJavaWritesIsReadBack() throws UnknownHostException {
        long seed = Long.getLong("seed", 4711);
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            byte[] four = ByteBuffer.allocate(4).putInt(random.nextInt()).array();
            byte[] six = ByteBuffer.allocate(16)
                    .putLong(random.nextLong())
                    .putLong(random.nextLong() >>> random.nextInt(64))
                    .array();

            assertThat(IpAddress.parse(InetAddress.getByAddress(four).getHostAddress()))
                    .as("seed %d, round %d", seed, round)
                    .contains(new IpAddress(
                            0,
                            0xffff_0000_0000L
                                    | Integer.toUnsignedLong(
                                            ByteBuffer.wrap(four).getInt())));
            assertThat(IpAddress.parse(InetAddress.getByAddress(six).getHostAddress()))
                    .as("seed %d, round %d", seed, round)
                    .contains(new IpAddress(
                            ByteBuffer.wrap(six).getLong(), ByteBuffer.wrap(six).getLong(8)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "::", "::ffff:1.2.3.4", "2001:DB8::1"})
    void literalsAreAddresses(String literal) {
        assertThat(IpAddress.parse(literal)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.2.3",
                "1.2.3.",
                "1.2.3.4.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.4444",
                "1.2.3.01",
                "00.2.3.4",
                "1.2.3.-4",
                "1.2.3.4 ",
                "1.2.3.\u0664",
                "0x1.2.3.4",
                "localhost",
                "[::1]",
                "fe80::1%1",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "::g",
                "::1/64"
            })
    void anythingElseIsNone(String literal) {
        assertThat(IpAddress.parse(literal)).isEmpty();
    }
}
