package dev.meridian.functions.engine.crypto;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.KeyAgreement;

/** Keys of pairs, in and out of their encodings. */
final class Keys {

    /** Names of the curves on the Java platform (FIPS 186-4 section D.1.2). */
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    /** What stands before the 32 bytes of a public key of each in a SubjectPublicKeyInfo (RFC 8410 section 4). */
    private static final Map<String, String> OCTET_PREFIX =
            Map.of("Ed25519", "302a300506032b6570032100", "X25519", "302a300506032b656e032100");

    private static final int OCTETS = 32;
    private static final int MOST_RSA_BITS = 8_192;

    private Keys() {}

    static PublicKey publicKey(JsonObject options, byte[] spki) throws GeneralSecurityException, CryptoRefusal {
        return checked(options, factory(options).generatePublic(new X509EncodedKeySpec(spki)));
    }

    static PrivateKey privateKey(JsonObject options, byte[] pkcs8) throws GeneralSecurityException, CryptoRefusal {
        return checked(options, factory(options).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }

    static Key key(JsonObject options, byte[] encoded) throws GeneralSecurityException, CryptoRefusal {
        return options.getString("type").equals("public") ? publicKey(options, encoded) : privateKey(options, encoded);
    }

    /** The encoding as the platform writes it, of a key that it has read. */
    static byte[] canonical(JsonObject options, byte[] encoded) throws GeneralSecurityException, CryptoRefusal {
        return key(options, encoded).getEncoded();
    }

    /** A new pair: two bytes with the length of the public key, the public key, the private key. */
    static byte[] generate(JsonObject options) throws GeneralSecurityException, CryptoRefusal {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(family(options));
        if (isElliptic(options)) {
            generator.initialize(new ECGenParameterSpec(curve(options)));
        }
        KeyPair pair = generator.generateKeyPair();
        byte[] open = pair.getPublic().getEncoded();
        byte[] secret = pair.getPrivate().getEncoded();
        return ByteBuffer.allocate(Short.BYTES + open.length + secret.length)
                .putShort((short) open.length)
                .put(open)
                .put(secret)
                .array();
    }

    /** A public key from the bytes of its point: uncompressed (SEC 1 section 2.3.3), or as RFC 7748 and 8032 have it. */
    static byte[] fromPoint(JsonObject options, byte[] point) throws GeneralSecurityException, CryptoRefusal {
        if (!isElliptic(options)) {
            if (point.length != OCTETS) {
                throw CryptoRefusal.data("A key of " + options.getString("name") + " has " + OCTETS + " bytes");
            }
            return ByteBuffer.allocate(44).put(prefix(options)).put(point).array();
        }
        ECParameterSpec curve = parameters(options);
        int size = size(curve);
        if (point.length != 1 + 2 * size || point[0] != 4) {
            throw CryptoRefusal.data("The point is not one of the curve, uncompressed");
        }
        return onCurve(
                curve,
                new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + size)),
                new BigInteger(1, Arrays.copyOfRange(point, 1 + size, 1 + 2 * size)));
    }

    static byte[] onCurve(ECParameterSpec curve, BigInteger x, BigInteger y)
            throws GeneralSecurityException, CryptoRefusal {
        BigInteger p = ((java.security.spec.ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger right = x.pow(3)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB())
                .mod(p);
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
            throw CryptoRefusal.data("The point is not on the curve");
        }
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve))
                .getEncoded();
    }

    static byte[] toPoint(JsonObject options, byte[] spki) throws GeneralSecurityException, CryptoRefusal {
        if (!isElliptic(options)) {
            return Arrays.copyOfRange(spki, prefix(options).length, spki.length);
        }
        ECPublicKey key = (ECPublicKey) publicKey(options, spki);
        int size = size(key.getParams());
        return ByteBuffer.allocate(1 + 2 * size)
                .put((byte) 4)
                .put(fixed(key.getW().getAffineX(), size))
                .put(fixed(key.getW().getAffineY(), size))
                .array();
    }

    static JsonObject describe(JsonObject options, byte[] encoded) throws GeneralSecurityException, CryptoRefusal {
        Key key = key(options, encoded);
        BigInteger exponent = switch (key) {
            case RSAPublicKey open -> open.getPublicExponent();
            case RSAPrivateCrtKey secret -> secret.getPublicExponent();
            default -> throw CryptoRefusal.unsupported("An RSA key without its public exponent");
        };
        JsonArray bytes = new JsonArray();
        for (byte each : fixed(exponent, (exponent.bitLength() + 7) / 8)) {
            bytes.add(each & 0xff);
        }
        return new JsonObject()
                .put("modulusLength", ((RSAKey) key).getModulus().bitLength())
                .put("publicExponent", bytes);
    }

    static byte[] agree(JsonObject options, byte[] own, byte[] other) throws GeneralSecurityException, CryptoRefusal {
        KeyAgreement agreement = KeyAgreement.getInstance(isElliptic(options) ? "ECDH" : options.getString("name"));
        agreement.init(privateKey(options, own));
        agreement.doPhase(publicKey(options, other), true);
        return agreement.generateSecret();
    }

    static ECParameterSpec parameters(JsonObject options) throws GeneralSecurityException, CryptoRefusal {
        AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
        named.init(new ECGenParameterSpec(curve(options)));
        return named.getParameterSpec(ECParameterSpec.class);
    }

    static int size(ECParameterSpec curve) {
        return (curve.getCurve().getField().getFieldSize() + 7) / 8;
    }

    /** A number in exactly so many bytes. */
    static byte[] fixed(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        int surplus = bytes.length - size;
        if (surplus > 0) {
            return Arrays.copyOfRange(bytes, surplus, bytes.length);
        }
        byte[] padded = new byte[size];
        System.arraycopy(bytes, 0, padded, -surplus, bytes.length);
        return padded;
    }

    static boolean isElliptic(JsonObject options) {
        return family(options).equals("EC");
    }

    static KeyFactory factory(JsonObject options) throws GeneralSecurityException {
        return KeyFactory.getInstance(family(options));
    }

    static byte[] prefix(JsonObject options) throws CryptoRefusal {
        String prefix = OCTET_PREFIX.get(options.getString("name"));
        if (prefix == null) {
            throw CryptoRefusal.unsupported("A raw key of " + options.getString("name"));
        }
        return HexFormat.of().parseHex(prefix);
    }

    private static String family(JsonObject options) {
        String name = options.getString("name");
        return name.startsWith("RSA") ? "RSA" : name.startsWith("EC") ? "EC" : name;
    }

    private static String curve(JsonObject options) throws CryptoRefusal {
        String curve = CURVES.get(options.getString("namedCurve", ""));
        if (curve == null) {
            throw CryptoRefusal.unsupported("The curve " + options.getString("namedCurve"));
        }
        return curve;
    }

    /** Larger keys of RSA take seconds that nobody could stop; a key of another curve is another key. */
    private static <K extends Key> K checked(JsonObject options, K key) throws GeneralSecurityException, CryptoRefusal {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() > MOST_RSA_BITS) {
            throw CryptoRefusal.unsupported("An RSA key of more than " + MOST_RSA_BITS + " bits");
        }
        if (key instanceof ECKey elliptic
                && !elliptic.getParams().getCurve().equals(parameters(options).getCurve())) {
            throw CryptoRefusal.data("The key is of another curve");
        }
        return key;
    }
}
