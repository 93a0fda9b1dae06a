package dev.meridian.edge.cache.disk;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A large object on its way into a file of its own. The body is written behind room for the heads, which are known only
 * at the end; then the file gets its name. Used by one thread at a time; blocks.
 */
final class Spool {

    private final SegmentFile file;
    private final Path part;
    private final DiskKey key;
    private final Buffer metadata;
    private final FileChannel channel;
    private final BlockSums sums = new BlockSums();
    private final long start;
    private long length;

    private Spool(SegmentFile file, Path part, DiskKey key, Buffer metadata) throws IOException {
        this.file = file;
        this.part = part;
        this.key = key;
        this.metadata = metadata;
        this.start = (long) FileHead.BYTES + RecordHead.size(key.bytes(), metadata);
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    static Spool open(SegmentFile file, Path part, DiskKey key, Buffer metadata) throws IOException {
        Spool spool = new Spool(file, part, key, metadata);
        spool.channel.position(spool.start);
        return spool;
    }

    SegmentFile file() {
        return file;
    }

    /** Bytes of a file with such a body. */
    long span(long bodyLength) {
        return start + BlockSums.span(bodyLength);
    }

    void write(List<Buffer> pieces) throws IOException {
        List<ByteBuffer> bytes = new ArrayList<>();
        for (Buffer piece : pieces) {
            length += piece.length();
            for (ByteBuffer part : Bytes.of(piece)) {
                sums.update(part);
                bytes.add(part);
            }
        }
        Bytes.append(channel, bytes);
    }

    /** Makes the file whole and gives it its name. */
    Line finish(long hash, long sequence) throws IOException {
        Bytes.append(channel, List.of(sums.finish()));
        BodyPlace body = new BodyPlace(file.id(), start, length);
        RecordHead head = new RecordHead(sequence, sequence, hash, key.bytes(), metadata, body);
        Bytes.writeFully(channel, head.encode(file.salt()), FileHead.BYTES);
        Bytes.writeFully(channel, file.head().encode(), 0);
        channel.close();
        Files.move(part, file.path(), StandardCopyOption.ATOMIC_MOVE);
        file.resize(span(length));
        return head.line(FileHead.BYTES);
    }

    void discard() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
