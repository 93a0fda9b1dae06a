package dev.meridian.edge.cache.disk;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A removal: whatever it covers and has a lower number is gone. 36 bytes: kind (4), owner's hash (8), key's hash (8),
 * number (8), last file (4), checksum of all that (4).
 *
 * @param owner hash of the owner, of the key's owner if it is about one key
 * @param key hash of the key
 * @param lastFile no file of a higher number existed, so that none holds what it covers
 */
record Tombstone(Kind kind, long owner, long key, long sequence, int lastFile) {

    static final int BYTES = 36;
    private static final int CHECKED = 32;

    enum Kind {
        KEY(1),
        OWNER(2),
        ALL(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Optional<Kind> of(int code) {
            return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    void encode(ByteBuffer into) {
        int start = into.position();
        into.putInt(kind.code).putLong(owner).putLong(key).putLong(sequence).putInt(lastFile);
        into.putInt(Bytes.checksum(into.slice(start, CHECKED)));
    }

    static Tombstone decode(ByteBuffer from) throws Damaged {
        int start = from.position();
        Optional<Kind> kind = Kind.of(from.getInt());
        if (kind.isEmpty() || from.getInt(start + CHECKED) != Bytes.checksum(from.slice(start, CHECKED))) {
            throw new Damaged("the removal at " + start + " does not have its checksum");
        }
        Tombstone read = new Tombstone(kind.get(), from.getLong(), from.getLong(), from.getLong(), from.getInt());
        from.position(start + BYTES);
        return read;
    }

    /** Whether a file may hold what it covers. */
    boolean mayConcern(SegmentFile file) {
        return file.id() <= lastFile && (kind == Kind.ALL || file.chain().hash == owner);
    }
}
