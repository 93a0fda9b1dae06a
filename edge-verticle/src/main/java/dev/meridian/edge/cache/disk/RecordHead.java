package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A record but for the body: 64 bytes of numbers, key, metadata; the body follows if it is in this record.
 *
 * @param base sequence number of the record that holds the body: its own, unless only the metadata was replaced
 */
record RecordHead(long sequence, long base, long hash, Buffer key, Buffer metadata, BodyPlace body) {

    static final int MOST_METADATA = 256 << 10;
    private static final int NUMBERS = 64;
    private static final int CHECKSUM_AT = 8;
    private static final int CHECKED_FROM = 12;
    private static final int GUESS = 4 << 10;

    static int size(Buffer key, Buffer metadata) {
        return NUMBERS + key.length() + metadata.length();
    }

    int size() {
        return size(key, metadata);
    }

    boolean hasBodyHere() {
        return base == sequence;
    }

    /** Bytes of the whole record. */
    long span() {
        return size() + (hasBodyHere() ? BlockSums.span(body.length()) : 0);
    }

    Line line(int offset) {
        return new Line(hash, sequence, base, offset, body.file());
    }

    ByteBuffer encode(long salt) {
        ByteBuffer bytes = ByteBuffer.allocate(size())
                .putLong(salt)
                .putInt(0)
                .putInt(key.length())
                .putInt(metadata.length())
                .putInt(body.file())
                .putLong(sequence)
                .putLong(base)
                .putLong(hash)
                .putLong(body.start())
                .putLong(body.length())
                .put(key.getBytes())
                .put(metadata.getBytes())
                .clear();
        return bytes.putInt(CHECKSUM_AT, checksum(bytes));
    }

    private static int checksum(ByteBuffer record) {
        return Bytes.checksum(record.slice(CHECKED_FROM, record.limit() - CHECKED_FROM));
    }

    /** Reads the record at an offset of a file, which is held open. */
    static RecordHead read(SegmentFile file, long offset) throws IOException {
        long left = file.size() - offset;
        if (left < NUMBERS) {
            throw new Damaged("there is no record at " + offset);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(GUESS, left));
        file.read(bytes, offset);
        int keyLength = bytes.getInt(12);
        int metadataLength = bytes.getInt(16);
        if (bytes.getLong(0) != file.salt()
                || keyLength < 0
                || keyLength > DiskKey.MOST_BYTES
                || metadataLength < 0
                || metadataLength > MOST_METADATA) {
            throw new Damaged("there is no record at " + offset);
        }
        int size = NUMBERS + keyLength + metadataLength;
        if (size > left) {
            throw new Damaged("the record at " + offset + " is cut off");
        }
        if (size > bytes.capacity()) {
            bytes = ByteBuffer.allocate(size);
            file.read(bytes, offset);
        }
        return decode(bytes.position(0).limit(size), keyLength, metadataLength, offset);
    }

    private static RecordHead decode(ByteBuffer bytes, int keyLength, int metadataLength, long offset) throws Damaged {
        if (bytes.getInt(CHECKSUM_AT) != checksum(bytes)) {
            throw new Damaged("the record at " + offset + " does not have its checksum");
        }
        byte[] all = new byte[bytes.limit()];
        bytes.get(0, all);
        return new RecordHead(
                bytes.getLong(24),
                bytes.getLong(32),
                bytes.getLong(40),
                Bytes.buffer(all, NUMBERS, keyLength),
                Bytes.buffer(all, NUMBERS + keyLength, metadataLength),
                new BodyPlace(bytes.getInt(20), bytes.getLong(48), bytes.getLong(56)));
    }
}
