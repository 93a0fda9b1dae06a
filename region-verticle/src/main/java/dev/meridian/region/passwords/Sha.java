package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One of the Secure Hash Algorithms without a salt (FIPS 180-4, FIPS 202).
 *
 * @param version the contract's name of it
 * @param hex of the hash
 */
record Sha(String version, String hex) implements Algorithm {

    static final String KIND = "sha";

    /** What there is (contract section 6.4). */
    static final List<String> VERSIONS = List.of(
            "sha1",
            "sha224",
            "sha256",
            "sha384",
            "sha512/224",
            "sha512/256",
            "sha512",
            "sha3-224",
            "sha3-256",
            "sha3-384",
            "sha3-512");

    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{40,128}");

    static Optional<Sha> of(String text, JsonObject options) {
        return options.getValue("version") instanceof String version
                        && VERSIONS.contains(version)
                        && HEX.matcher(text).matches()
                        && text.length() == 2 * digest(version).getDigestLength()
                ? Optional.of(new Sha(version, text))
                : Optional.empty();
    }

    private static MessageDigest digest(String version) {
        return Algorithm.digest(
                version.startsWith("sha3-") ? "SHA3" + version.substring(4) : "SHA-" + version.substring(3));
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public boolean matches(String password) {
        byte[] actual = digest(version).digest(Algorithm.bytes(password));
        return MessageDigest.isEqual(HexFormat.of().parseHex(hex), actual);
    }

    @Override
    public JsonObject description() {
        return new JsonObject().put("type", KIND);
    }
}
