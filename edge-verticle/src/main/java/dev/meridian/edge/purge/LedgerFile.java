package dev.meridian.edge.purge;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.proto.cache.v1.LedgerLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Lines one after the other, each with its length and CRC-32C before it. Every method blocks; used by one thread at a
 * time.
 */
final class LedgerFile {

    private static final int HEAD = 2 * Integer.BYTES;

    private final Path path;
    private FileChannel channel;
    private long size;

    private LedgerFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    /** What a file says, and its beginning that is whole. */
    private record Content(List<LedgerLine> lines, long size) {}

    /**
     * The lines of a file. One that was cut off at the end was never acknowledged, and is not there; nothing at all if the
     * file is absent, or damaged so that it cannot be told what it said.
     */
    static Optional<List<LedgerLine>> read(Path path) throws IOException {
        return content(path).map(Content::lines);
    }

    private static Optional<Content> content(Path path) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        List<LedgerLine> lines = new ArrayList<>();
        int whole = 0;
        while (bytes.remaining() >= HEAD) {
            int length = bytes.getInt();
            int checksum = bytes.getInt();
            if (length < 0) {
                return Optional.empty();
            }
            if (length > bytes.remaining()) {
                break;
            }
            byte[] line = new byte[length];
            bytes.get(line);
            if (checksum(line) != checksum) {
                return Optional.empty();
            }
            try {
                lines.add(LedgerLine.parseFrom(line));
            } catch (InvalidProtocolBufferException damaged) {
                return Optional.empty();
            }
            whole = bytes.position();
        }
        return Optional.of(new Content(lines, whole));
    }

    private static int checksum(byte[] line) {
        CRC32C crc = new CRC32C();
        crc.update(line);
        return (int) crc.getValue();
    }

    /** Goes on with a file that {@link #read} has read, or begins an empty one. */
    static LedgerFile open(Path path) throws IOException {
        long whole = content(path).map(Content::size).orElse(0L);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(whole).force(true);
        forceFolder(path);
        return new LedgerFile(path, channel);
    }

    long size() {
        return size;
    }

    /** Adds lines; they are on the disk when it returns, and none of them counts if it fails. */
    void append(List<LedgerLine> lines) throws IOException {
        try {
            ByteBuffer bytes = encode(lines);
            long end = size + bytes.remaining();
            for (long at = size; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
            channel.force(false);
            size = end;
        } catch (IOException failure) {
            channel.truncate(size);
            throw failure;
        }
    }

    private static ByteBuffer encode(List<LedgerLine> lines) {
        List<byte[]> encoded = lines.stream().map(LedgerLine::toByteArray).toList();
        ByteBuffer bytes = ByteBuffer.allocate(
                encoded.stream().mapToInt(line -> HEAD + line.length).sum());
        encoded.forEach(line -> bytes.putInt(line.length).putInt(checksum(line)).put(line));
        return bytes.flip();
    }

    /** Puts lines in place of all that stand before a position; a crash leaves the one or the other. */
    void replace(List<LedgerLine> lines, long before) throws IOException {
        ByteBuffer head = encode(lines);
        byte[] all = Files.readAllBytes(path);
        ByteBuffer fresh = ByteBuffer.allocate(head.remaining() + (int) (size - before));
        fresh.put(head).put(all, (int) before, (int) (size - before)).flip();
        Path next = path.resolveSibling(path.getFileName() + ".next");
        FileChannel written = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        while (fresh.hasRemaining()) {
            written.write(fresh);
        }
        written.force(true);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(path);
        channel.close();
        channel = written;
        size = written.size();
    }

    /** Else a file of an older name may be back after a power failure. */
    private static void forceFolder(Path path) throws IOException {
        try (FileChannel folder =
                FileChannel.open(path.toAbsolutePath().resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
