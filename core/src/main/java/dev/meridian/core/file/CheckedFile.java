package dev.meridian.core.file;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file whose content is either what was written last or, after a crash, what was written before; anything else is
 * found out when it is read. All calls block.
 *
 * <p>Form: a magic number (4 bytes), CRC-32C of the content (4 bytes), the content.
 */
public final class CheckedFile {

    /** What reading gave. */
    public sealed interface Reading {}

    public record Content(ByteString bytes) implements Reading {}

    public record Absent() implements Reading {}

    /** @param reason fit for a log */
    public record Corrupt(String reason) implements Reading {}

    private static final int MAGIC = 0x4d_52_44_31;
    private static final int HEADER = 8;

    private final Path path;

    public CheckedFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    public Reading read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return new Absent();
        }
        if (bytes.length < HEADER) {
            return new Corrupt("it has " + bytes.length + " bytes, less than a header");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, 0, HEADER);
        if (header.getInt() != MAGIC) {
            return new Corrupt("it is of another kind");
        }
        ByteBuffer content = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER);
        return header.getInt() == checksum(content.duplicate())
                ? new Content(ByteString.copyFrom(content))
                : new Corrupt("its checksum is not that of its content");
    }

    /** Replaces the content; the folder is made if it is absent. */
    public void write(ByteString content) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Path fresh = sibling(".new");
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .putInt(MAGIC)
                .putInt(checksum(content.asReadOnlyByteBuffer()))
                .flip();
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(channel, header);
            writeAll(channel, content.asReadOnlyByteBuffer());
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Moves the file out of the way, for a human to look at; one that was set aside before is replaced. */
    public Path setAside() throws IOException {
        Path aside = sibling(".corrupt");
        Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        return aside;
    }

    private Path sibling(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static int checksum(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }
}
