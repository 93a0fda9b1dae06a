package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list of a segment's records, at its end once nothing more is appended: 32 bytes for each record, then their number
 * (4 bytes), the checksum of all that (4), the file's salt (8).
 */
final class Footer {

    static final int LINE = 32;
    static final int TRAILER = 16;
    private static final int FIRST_LINES = 8;

    private ByteBuffer lines = ByteBuffer.allocate(FIRST_LINES * LINE);

    void add(Line line) {
        if (!lines.hasRemaining()) {
            lines = ByteBuffer.allocate(lines.capacity() * 2).put(lines.flip());
        }
        lines.putLong(line.hash())
                .putLong(line.sequence())
                .putLong(line.base())
                .putInt(line.offset())
                .putInt(line.bodyFile());
    }

    ByteBuffer encode(long salt) {
        ByteBuffer bytes = ByteBuffer.allocate(lines.position() + TRAILER)
                .put(lines.duplicate().flip())
                .putInt(lines.position() / LINE);
        return bytes.putInt(Bytes.checksum(bytes.duplicate().flip()))
                .putLong(salt)
                .flip();
    }

    /** The lines at the end of a file, which is held open, if it has a footer that can be trusted. */
    static Optional<List<Line>> read(SegmentFile file) throws IOException {
        long size = file.size();
        if (size < FileHead.BYTES + TRAILER) {
            return Optional.empty();
        }
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER);
        file.read(trailer, size - TRAILER);
        long count = Integer.toUnsignedLong(trailer.getInt(0));
        if (trailer.getLong(8) != file.salt() || count * LINE > size - FileHead.BYTES - TRAILER) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) count * LINE + Integer.BYTES);
        file.read(bytes, size - TRAILER - count * LINE);
        return trailer.getInt(4) == Bytes.checksum(bytes.flip())
                ? Optional.of(decode(bytes, (int) count))
                : Optional.empty();
    }

    private static List<Line> decode(ByteBuffer bytes, int count) {
        List<Line> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lines.add(new Line(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt()));
        }
        return lines;
    }
}
