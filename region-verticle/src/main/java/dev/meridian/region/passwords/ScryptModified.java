package dev.meridian.region.passwords;

import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * Firebase's use of scrypt: the derived key encrypts the project's signer key, and that is the hash. All four are base64.
 */
record ScryptModified(String hash, String salt, String saltSeparator, String signerKey) implements Algorithm {

    static final String KIND = "scryptMod";

    private static final int CPU = 1 << 14;
    private static final int MEMORY = 8;
    private static final int PARALLEL = 1;
    private static final int DERIVED_BYTES = 64;
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;
    private static final int LEAST_HASH_BYTES = 16;

    static Optional<ScryptModified> of(String text, JsonObject options) {
        ScryptModified read = new ScryptModified(
                text,
                options.getString("salt", ""),
                options.getString("saltSeparator", ""),
                options.getString("signerKey", ""));
        return read.isWellFormed() ? Optional.of(read) : Optional.empty();
    }

    private boolean isWellFormed() {
        try {
            byte[] expected = decoded(hash);
            return expected.length >= LEAST_HASH_BYTES
                    && expected.length == decoded(signerKey).length
                    && decoded(salt).length + decoded(saltSeparator).length > 0;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    @Override
    public int weight() {
        return 2;
    }

    @Override
    public boolean matches(String password) {
        byte[] first = decoded(salt);
        byte[] last = decoded(saltSeparator);
        byte[] both = Arrays.copyOf(first, first.length + last.length);
        System.arraycopy(last, 0, both, first.length, last.length);
        byte[] derived = SCrypt.generate(Algorithm.bytes(password), both, CPU, MEMORY, PARALLEL, DERIVED_BYTES);
        return MessageDigest.isEqual(decoded(hash), encrypted(Arrays.copyOf(derived, KEY_BYTES)));
    }

    /** AES-256 in counter mode from zero: the key is never used twice. */
    private byte[] encrypted(byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[BLOCK_BYTES]));
            return cipher.doFinal(decoded(signerKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no AES in counter mode", e);
        }
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    @Override
    public JsonObject description() {
        return new JsonObject()
                .put("type", KIND)
                .put("salt", salt)
                .put("saltSeparator", saltSeparator)
                .put("signerKey", signerKey);
    }
}
