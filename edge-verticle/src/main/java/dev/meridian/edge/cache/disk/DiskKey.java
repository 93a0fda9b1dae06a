package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What an object is found by. Objects of two owners are two objects, whatever their keys.
 *
 * @param owner on whose budget it is stored; up to 255 bytes of UTF-8
 * @param bytes up to 64 KiB, not changed afterwards
 */
public record DiskKey(String owner, Buffer bytes) {

    static final int MOST_OWNER_BYTES = 255;
    static final int MOST_BYTES = 64 << 10;

    boolean isWithinLimits() {
        return bytes.length() <= MOST_BYTES && ownerBytes().length <= MOST_OWNER_BYTES;
    }

    private byte[] ownerBytes() {
        return owner.getBytes(StandardCharsets.UTF_8);
    }

    /** Sixty-four bits of SHA-256: nobody can make a key that displaces another's that they know. */
    long hash() {
        byte[] name = ownerBytes();
        MessageDigest digest = sha256();
        digest.update((byte) name.length);
        digest.update(name);
        digest.update(bytes.getBytes());
        return first(digest);
    }

    static long hashOfOwner(String owner) {
        MessageDigest digest = sha256();
        digest.update(owner.getBytes(StandardCharsets.UTF_8));
        return first(digest);
    }

    private static long first(MessageDigest digest) {
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }
}
