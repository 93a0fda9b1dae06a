package dev.meridian.region.storage.objects;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Looks at content on its way into the store. */
final class ContentDigest {

    private static final int HEAD_BYTES = 512;

    private final MessageDigest md5 = md5();
    private final Buffer head = Buffer.buffer(HEAD_BYTES);
    private long bytes;

    void update(ByteBuffer content) {
        ByteBuffer rest = content.duplicate();
        bytes += rest.remaining();
        if (head.length() < HEAD_BYTES) {
            byte[] first = new byte[Math.min(rest.remaining(), HEAD_BYTES - head.length())];
            rest.duplicate().get(first);
            head.appendBytes(first);
        }
        md5.update(rest);
    }

    StoredObject finish() {
        return new StoredObject(bytes, HexFormat.of().formatHex(md5.digest()), head);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
