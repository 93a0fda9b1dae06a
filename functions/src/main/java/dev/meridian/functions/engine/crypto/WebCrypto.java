package dev.meridian.functions.engine.crypto;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One step of the Web Cryptography API. Keys are bytes: secret ones as they are, public ones as SubjectPublicKeyInfo
 * (RFC 5280 section 4.1), private ones as PKCS #8 (RFC 5208). Script cannot be stopped while a step runs: what may take
 * long is bounded.
 */
public final class WebCrypto {

    /** What the field's edges allow; some tenths of a second at the most. */
    private static final int MOST_ITERATIONS = 100_000;

    private static final int MOST_DERIVED = 1_024;

    private WebCrypto() {}

    /**
     * @param key of the operation, or what is to become one
     * @param data what it is done with
     * @param more signature, initialisation vector, information, the other side's key, or the public one of a pair
     * @param extra additional data, label, or salt
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Material(byte[] key, byte[] data, byte[] more, byte[] extra) {}

    /**
     * @param operation as the prelude names them
     * @param options JSON: {@code name} of the algorithm, {@code hash}, {@code namedCurve} and what else it takes
     */
    public static byte[] compute(String operation, String options, Material material) throws CryptoRefusal {
        try {
            return compute(operation, new JsonObject(options), material);
        } catch (GeneralSecurityException
                | IllegalArgumentException
                | ClassCastException
                | NullPointerException
                | IllegalStateException
                | DecodeException refused) {
            throw new CryptoRefusal(
                    operation.startsWith("import") ? "DataError" : "OperationError",
                    "The operation failed: " + refused.getMessage(),
                    refused);
        }
    }

    private static byte[] compute(String operation, JsonObject options, Material material)
            throws GeneralSecurityException, CryptoRefusal {
        return switch (operation) {
            case "digest" ->
                MessageDigest.getInstance(options.getString("hash")).digest(material.data());
            case "sign" -> Signing.sign(options, material.key(), material.data());
            case "verify" -> {
                boolean holds = Signing.verify(options, material.key(), material.data(), material.more());
                yield new byte[] {(byte) (holds ? 1 : 0)};
            }
            case "encrypt" -> Sealing.encrypt(options, material);
            case "decrypt" -> Sealing.decrypt(options, material);
            case "generate" -> Keys.generate(options);
            case "import" -> Keys.canonical(options, material.data());
            case "importRaw" -> Keys.fromPoint(options, material.data());
            case "exportRaw" -> Keys.toPoint(options, material.key());
            case "importJwk" -> JsonWebKeys.read(options);
            case "exportJwk" ->
                JsonWebKeys.write(options, material.key(), material.more())
                        .encode()
                        .getBytes(StandardCharsets.UTF_8);
            case "describe" -> Keys.describe(options, material.key()).encode().getBytes(StandardCharsets.UTF_8);
            case "agree" -> Keys.agree(options, material.key(), material.more());
            case "hkdf" -> hkdf(options, material);
            case "pbkdf2" -> pbkdf2(options, material);
            default -> throw CryptoRefusal.unsupported(operation);
        };
    }

    static String digits(JsonObject options) {
        return options.getString("hash").replace("-", "");
    }

    static byte[] hmac(JsonObject options, byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("Hmac" + digits(options));
        mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
        return mac.doFinal(data);
    }

    /** RFC 5869. */
    private static byte[] hkdf(JsonObject options, Material material) throws GeneralSecurityException {
        int wanted = derived(options);
        Mac mac = Mac.getInstance("Hmac" + digits(options));
        byte[] salt = material.extra().length == 0 ? new byte[mac.getMacLength()] : material.extra();
        byte[] random = hmac(options, salt, material.key());
        mac.init(new SecretKeySpec(random, mac.getAlgorithm()));
        byte[] result = new byte[wanted];
        byte[] block = {};
        for (int at = 0, number = 1; at < wanted; number++) {
            if (number > 255) {
                throw new IllegalArgumentException("more than HKDF can give");
            }
            mac.update(block);
            mac.update(material.more());
            mac.update((byte) number);
            block = mac.doFinal();
            int length = Math.min(block.length, wanted - at);
            System.arraycopy(block, 0, result, at, length);
            at += length;
        }
        return result;
    }

    /** RFC 8018 section 5.2, of a password in bytes, which the platform's own takes in characters only. */
    private static byte[] pbkdf2(JsonObject options, Material material) throws GeneralSecurityException {
        int iterations = options.getInteger("iterations");
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException("iterations must be from 1 to " + MOST_ITERATIONS);
        }
        int wanted = derived(options);
        if ((long) iterations * wanted > MOST_ITERATIONS * 64L) {
            throw new IllegalArgumentException("so many iterations for so many bits take too long");
        }
        Mac mac = Mac.getInstance("Hmac" + digits(options));
        byte[] password = material.key();
        mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, mac.getAlgorithm()));
        ByteBuffer result = ByteBuffer.allocate(wanted + mac.getMacLength());
        for (int number = 1; result.position() < wanted; number++) {
            mac.update(material.extra());
            byte[] round = mac.doFinal(
                    ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
            byte[] sum = round.clone();
            for (int i = 1; i < iterations; i++) {
                round = mac.doFinal(round);
                for (int at = 0; at < sum.length; at++) {
                    sum[at] ^= round[at];
                }
            }
            result.put(sum);
        }
        return Arrays.copyOf(result.array(), wanted);
    }

    private static int derived(JsonObject options) {
        int bytes = options.getInteger("bytes");
        if (bytes < 1 || bytes > MOST_DERIVED) {
            throw new IllegalArgumentException("the length must be from 8 to " + MOST_DERIVED * 8 + " bits");
        }
        return bytes;
    }
}
