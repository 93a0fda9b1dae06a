package dev.meridian.edge.cache.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first 512 bytes of a file: magic number (8 bytes), file number (4), checksum of all else (4), salt (8), whether it
 * holds a single object (1), length of the owner (1), owner.
 *
 * @param salt random, at the beginning of each record: nobody can make a body that is taken for records after damage
 */
record FileHead(int id, long salt, boolean single, String owner) {

    static final int BYTES = 512;
    private static final long MAGIC = 0x4d_52_44_49_53_4b_30_31L;
    private static final int CHECKSUM_AT = 12;

    ByteBuffer encode() {
        byte[] name = owner.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .putInt(id)
                .putInt(0)
                .putLong(salt)
                .put((byte) (single ? 1 : 0))
                .put((byte) name.length)
                .put(name)
                .clear();
        return bytes.putInt(CHECKSUM_AT, Bytes.checksum(bytes));
    }

    static FileHead decode(ByteBuffer bytes, int expectedId) throws Damaged {
        int sum = bytes.getInt(CHECKSUM_AT);
        bytes.putInt(CHECKSUM_AT, 0);
        if (bytes.getLong(0) != MAGIC || sum != Bytes.checksum(bytes)) {
            throw new Damaged("it does not begin as a file of the cache");
        }
        int id = bytes.getInt(8);
        if (id != expectedId) {
            throw new Damaged("it is number " + id + " by its content");
        }
        byte[] owner = new byte[Byte.toUnsignedInt(bytes.get(25))];
        bytes.get(26, owner);
        return new FileHead(id, bytes.getLong(16), bytes.get(24) == 1, new String(owner, StandardCharsets.UTF_8));
    }
}
