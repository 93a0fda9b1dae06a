package dev.meridian.core.token;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs claims and tells its own signatures. From one key others are derived, each for one purpose, so that a token of one
 * purpose is of no use for another, and whoever holds a derived key can sign nothing else. Immutable; never printed.
 */
public final class SigningKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LONGEST = 4_096;
    private static final String HEAD = encoded("{\"typ\":\"JWT\",\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));

    private final byte[] secret;

    private SigningKey(byte[] secret) {
        this.secret = secret.clone();
    }

    /** @param secret at least 16 unpredictable bytes */
    public static SigningKey of(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("a signing key needs at least 16 bytes");
        }
        return new SigningKey(secret);
    }

    /** The key for a purpose; parts that could run into one another are kept apart by their lengths. */
    public SigningKey derived(String... purpose) {
        StringBuilder name = new StringBuilder();
        for (String part : purpose) {
            name.append(part.length()).append(':').append(part);
        }
        return new SigningKey(mac(name.toString()));
    }

    /** For who is to sign in this key's stead. */
    public byte[] bytes() {
        return secret.clone();
    }

    /** A token of the claims, which everybody can read and nobody can change. */
    public String sign(JsonObject claims) {
        String body = HEAD + '.' + encoded(claims.toBuffer().getBytes());
        return body + '.' + encoded(mac(body));
    }

    /** The claims of a token that this key has signed; whether they still hold is the caller's to see. */
    public Optional<JsonObject> verified(String token) {
        int dot = token.lastIndexOf('.');
        if (dot < 0 || token.length() > LONGEST || !token.startsWith(HEAD + '.')) {
            return Optional.empty();
        }
        byte[] right = encoded(mac(token.substring(0, dot))).getBytes(StandardCharsets.UTF_8);
        byte[] shown = token.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(right, shown) ? unverified(token) : Optional.empty();
    }

    /** What a token claims, whoever signed it: good for nothing but to find the key that must have. */
    public static Optional<JsonObject> unverified(String token) {
        String[] parts = token.split("\\.", 4);
        if (parts.length != 3 || token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
            return Optional.of(new JsonObject(new String(claims, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | DecodeException malformed) {
            return Optional.empty();
        }
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM, e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
