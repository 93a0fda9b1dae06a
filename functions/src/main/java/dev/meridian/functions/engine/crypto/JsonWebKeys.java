package dev.meridian.functions.engine.crypto;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Keys of pairs as JSON (RFC 7517; RFC 7518 section 6; RFC 8037). */
final class JsonWebKeys {

    /** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410 section 7). */
    private static final Map<String, String> OCTET_PREFIX =
            Map.of("Ed25519", "302e020100300506032b657004220420", "X25519", "302e020100300506032b656e04220420");

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private JsonWebKeys() {}

    /** The encoding of the key that {@code options.jwk} holds. */
    static byte[] read(JsonObject options) throws GeneralSecurityException, CryptoRefusal {
        JsonObject jwk = options.getJsonObject("jwk");
        boolean isPrivate = jwk.containsKey("d");
        return switch (kind(options, jwk)) {
            case "RSA" -> isPrivate ? rsaPrivate(options, jwk) : rsaPublic(options, jwk);
            case "EC" -> isPrivate ? ecPrivate(options, jwk) : ecPublic(options, jwk);
            default -> isPrivate ? octetPrivate(options, jwk) : Keys.fromPoint(options, bytes(jwk, "x"));
        };
    }

    private static String kind(JsonObject options, JsonObject jwk) throws CryptoRefusal {
        String name = options.getString("name");
        String wanted = name.startsWith("RSA") ? "RSA" : name.startsWith("EC") ? "EC" : "OKP";
        if (!wanted.equals(jwk.getString("kty"))) {
            throw CryptoRefusal.data("The JWK is not of the kind \"" + wanted + "\"");
        }
        String curve = wanted.equals("EC") ? options.getString("namedCurve") : wanted.equals("OKP") ? name : "";
        if (!curve.isEmpty() && !curve.equals(jwk.getString("crv"))) {
            throw CryptoRefusal.data("The JWK is of another curve");
        }
        return wanted;
    }

    private static byte[] rsaPublic(JsonObject options, JsonObject jwk) throws GeneralSecurityException, CryptoRefusal {
        return Keys.factory(options)
                .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")))
                .getEncoded();
    }

    private static byte[] rsaPrivate(JsonObject options, JsonObject jwk)
            throws GeneralSecurityException, CryptoRefusal {
        return Keys.factory(options)
                .generatePrivate(new RSAPrivateCrtKeySpec(
                        number(jwk, "n"),
                        number(jwk, "e"),
                        number(jwk, "d"),
                        number(jwk, "p"),
                        number(jwk, "q"),
                        number(jwk, "dp"),
                        number(jwk, "dq"),
                        number(jwk, "qi")))
                .getEncoded();
    }

    private static byte[] ecPublic(JsonObject options, JsonObject jwk) throws GeneralSecurityException, CryptoRefusal {
        return Keys.onCurve(Keys.parameters(options), number(jwk, "x"), number(jwk, "y"));
    }

    private static byte[] ecPrivate(JsonObject options, JsonObject jwk) throws GeneralSecurityException, CryptoRefusal {
        return Keys.factory(options)
                .generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), Keys.parameters(options)))
                .getEncoded();
    }

    private static byte[] octetPrivate(JsonObject options, JsonObject jwk) throws CryptoRefusal {
        byte[] secret = bytes(jwk, "d");
        if (secret.length != 32) {
            throw CryptoRefusal.data("A key of " + options.getString("name") + " has 32 bytes");
        }
        byte[] prefix = HexFormat.of().parseHex(OCTET_PREFIX.getOrDefault(options.getString("name"), ""));
        return ByteBuffer.allocate(prefix.length + secret.length)
                .put(prefix)
                .put(secret)
                .array();
    }

    /**
     * @param open the public key of a private one, empty if that is not known; an RSA key holds it itself
     */
    static JsonObject write(JsonObject options, byte[] encoded, byte[] open)
            throws GeneralSecurityException, CryptoRefusal {
        return switch (Keys.key(options, encoded)) {
            case RSAPublicKey key -> rsa(key.getModulus(), key.getPublicExponent());
            case RSAPrivateCrtKey key ->
                rsa(key.getModulus(), key.getPublicExponent())
                        .put("d", text(key.getPrivateExponent()))
                        .put("p", text(key.getPrimeP()))
                        .put("q", text(key.getPrimeQ()))
                        .put("dp", text(key.getPrimeExponentP()))
                        .put("dq", text(key.getPrimeExponentQ()))
                        .put("qi", text(key.getCrtCoefficient()));
            case ECPrivateKey key ->
                point(options, open)
                        .put("d", ENCODER.encodeToString(Keys.fixed(key.getS(), Keys.size(key.getParams()))));
            case EdECPrivateKey key -> secret(options, key.getBytes(), open);
            case XECPrivateKey key -> secret(options, key.getScalar(), open);
            default -> point(options, encoded);
        };
    }

    private static JsonObject secret(JsonObject options, Optional<byte[]> secret, byte[] open)
            throws GeneralSecurityException, CryptoRefusal {
        byte[] known = secret.orElseThrow(() -> CryptoRefusal.unsupported("An export of this key"));
        return point(options, open).put("d", ENCODER.encodeToString(known));
    }

    private static JsonObject point(JsonObject options, byte[] spki) throws GeneralSecurityException, CryptoRefusal {
        if (spki.length == 0) {
            throw CryptoRefusal.unsupported("A JWK of a private key that was imported without its public key");
        }
        byte[] point = Keys.toPoint(options, spki);
        if (!Keys.isElliptic(options)) {
            return new JsonObject()
                    .put("kty", "OKP")
                    .put("crv", options.getString("name"))
                    .put("x", ENCODER.encodeToString(point));
        }
        int size = point.length / 2;
        return new JsonObject()
                .put("kty", "EC")
                .put("crv", options.getString("namedCurve"))
                .put("x", ENCODER.encodeToString(Arrays.copyOfRange(point, 1, 1 + size)))
                .put("y", ENCODER.encodeToString(Arrays.copyOfRange(point, 1 + size, point.length)));
    }

    private static JsonObject rsa(BigInteger modulus, BigInteger exponent) {
        return new JsonObject().put("kty", "RSA").put("n", text(modulus)).put("e", text(exponent));
    }

    private static BigInteger number(JsonObject jwk, String member) throws CryptoRefusal {
        return new BigInteger(1, bytes(jwk, member));
    }

    private static byte[] bytes(JsonObject jwk, String member) throws CryptoRefusal {
        if (!(jwk.getValue(member) instanceof String text)) {
            throw CryptoRefusal.data("The JWK has no member \"" + member + "\"");
        }
        return Base64.getUrlDecoder().decode(text);
    }

    private static String text(BigInteger number) {
        return ENCODER.encodeToString(Keys.fixed(number, (number.bitLength() + 7) / 8));
    }
}
