package dev.meridian.router.map;

import dev.meridian.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * Lets those in who have the password, by HTTP Basic authentication (RFC 7617) with any user name. Compared are digests, so
 * that the time tells nothing of how near a wrong password came, nor of the length of the right one. Immutable.
 */
final class MapGuard {

    static final String CHALLENGE = "Basic realm=\"Meridian map\", charset=\"UTF-8\"";

    private static final String SCHEME = "basic ";

    private final MapSettings.Access access;
    private final Optional<byte[]> expected;

    MapGuard(MapSettings settings) {
        this.access = settings.access();
        this.expected = settings.password().map(Secret::value).map(MapGuard::digest);
    }

    /** @param authorization value of the header field; empty text for none */
    boolean admits(String authorization) {
        return switch (access) {
            case OPEN -> true;
            case PROTECTED ->
                expected.isPresent() && MessageDigest.isEqual(expected.get(), digest(given(authorization)));
            case OFF -> false;
        };
    }

    /** The password that a field value gives; empty text where it gives none. */
    private static String given(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return "";
        }
        try {
            byte[] pair = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            String text = new String(pair, StandardCharsets.UTF_8);
            return text.substring(text.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
