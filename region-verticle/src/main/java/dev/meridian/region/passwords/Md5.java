package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * MD5 without a salt (RFC 1321), as old systems have it.
 *
 * @param hex of the hash
 */
record Md5(String hex) implements Algorithm {

    static final String KIND = "md5";

    private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f]{32}");

    static Optional<Md5> of(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Md5(text)) : Optional.empty();
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public boolean matches(String password) {
        byte[] actual = Algorithm.digest("MD5").digest(Algorithm.bytes(password));
        return MessageDigest.isEqual(HexFormat.of().parseHex(hex), actual);
    }

    @Override
    public JsonObject description() {
        return new JsonObject().put("type", KIND);
    }
}
