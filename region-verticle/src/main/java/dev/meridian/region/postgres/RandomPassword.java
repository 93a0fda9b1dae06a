package dev.meridian.region.postgres;

import java.security.SecureRandom;
import java.util.HexFormat;

/** A password that nobody has to type: 256 random bits in hex. */
final class RandomPassword {

    private RandomPassword() {}

    static String draw() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
