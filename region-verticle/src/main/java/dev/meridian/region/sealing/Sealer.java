package dev.meridian.region.sealing;

import dev.meridian.core.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals texts with AES-256-GCM (NIST SP 800-38D), each with a random nonce of 96 bits and bound to a place, so that a sealed text
 * that is moved elsewhere does not open. A sealed text names its key by 32 bits of the key's SHA-256, so that keys may be
 * followed by others. Safe for use by many threads.
 */
public final class Sealer {

    private static final String FORM = "sealed1.";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKey> keys;

    private Sealer(Map<String, SecretKey> keys) {
        this.keys = keys;
    }

    /** Reads the keys, or makes one where there may be one of the node's own; blocks. */
    public static Sealer open(SealingSettings settings) throws IOException {
        Optional<String> given = settings.keys().map(Secret::value);
        if (given.isPresent()) {
            return of(Arrays.asList(given.get().split(",", -1)));
        }
        return settings.file().isPresent() ? of(List.of(kept(settings.file().get()))) : new Sealer(Map.of());
    }

    private static Sealer of(List<String> texts) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        for (String text : texts) {
            byte[] bytes = decoded(text.strip());
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException("region.encryption.keys: each key must be base64 of " + KEY_BYTES
                        + " bytes, as `openssl rand -base64 32` prints one");
            }
            keys.put(name(bytes), new SecretKeySpec(bytes, "AES"));
        }
        return new Sealer(keys);
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    /** Two nodes that share the folder and start at once agree on one key. */
    private static String kept(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Path parent = Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(
                    parent,
                    "encryption-key",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, Base64.getEncoder().encodeToString(key));
            try {
                Files.createLink(file, fresh);
            } catch (FileAlreadyExistsException other) {
                // The other's key is as good.
                return Files.readString(file).strip();
            } finally {
                Files.delete(fresh);
            }
        }
        return Files.readString(file).strip();
    }

    private static String name(byte[] key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key), 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    /** Whether there is a key to seal with. */
    public boolean isAvailable() {
        return !keys.isEmpty();
    }

    /**
     * @param place what the text belongs to, which is to be named again to open it
     * @throws IllegalStateException without a key
     */
    public String seal(String text, String place) {
        Map.Entry<String, SecretKey> key = keys.entrySet().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no key to seal with"));
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, key.getValue(), nonce, place, text.getBytes(StandardCharsets.UTF_8));
        byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, both, NONCE_BYTES, sealed.length);
        return FORM + key.getKey() + "." + Base64.getEncoder().encodeToString(both);
    }

    /** @throws IllegalStateException where no key here has sealed it, or it was changed or moved since */
    public String open(String sealed, String place) {
        List<String> parts = new ArrayList<>(List.of(sealed.split("\\.", -1)));
        SecretKey key = parts.size() == 3 && sealed.startsWith(FORM) ? keys.get(parts.get(1)) : null;
        if (key == null) {
            throw new IllegalStateException("No key of this region opens a sealed value of " + place
                    + "; region.encryption.keys must have every key that was ever in use");
        }
        byte[] both = decoded(parts.get(2));
        byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
        byte[] text = Arrays.copyOfRange(both, Math.min(NONCE_BYTES, both.length), both.length);
        return new String(run(Cipher.DECRYPT_MODE, key, nonce, place, text), StandardCharsets.UTF_8);
    }

    private static byte[] run(int mode, SecretKey key, byte[] nonce, String place, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A sealed value of " + place + " has been changed or moved", e);
        }
    }
}
