package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file of removals. Used by one thread at a time; blocks. */
final class JournalFile {

    private final Path path;
    private FileChannel channel;
    private long length;

    private JournalFile(Path path, FileChannel channel, long length) {
        this.path = path;
        this.channel = channel;
        this.length = length;
    }

    /**
     * The removals that a file tells of; nothing if it is absent or damaged, so that it cannot be told what was removed.
     * Zeros, or less than a removal, at its end are what a crash leaves of removals that nobody was told of.
     */
    static Optional<List<Tombstone>> read(Path path) throws IOException {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
        List<Tombstone> tombstones = new ArrayList<>(bytes.remaining() / Tombstone.BYTES);
        while (bytes.remaining() >= Tombstone.BYTES) {
            int start = bytes.position();
            try {
                tombstones.add(Tombstone.decode(bytes));
            } catch (Damaged damage) {
                return isZeroFrom(bytes, start) ? Optional.of(tombstones) : Optional.empty();
            }
        }
        return Optional.of(tombstones);
    }

    private static boolean isZeroFrom(ByteBuffer bytes, int start) {
        for (int at = start; at < bytes.limit(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Makes the file one of these removals, whatever it was before. */
    static JournalFile create(Path path, List<Tombstone> tombstones) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        ByteBuffer bytes = encode(tombstones);
        long length = bytes.remaining();
        FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            Bytes.writeFully(channel, bytes, 0);
            channel.force(true);
            // What was deleted before must not come back once its removal is forgotten.
            forceFolder(path);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(path);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
        return new JournalFile(path, channel, length);
    }

    private static void forceFolder(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static ByteBuffer encode(List<Tombstone> tombstones) {
        ByteBuffer bytes = ByteBuffer.allocate(tombstones.size() * Tombstone.BYTES);
        tombstones.forEach(tombstone -> tombstone.encode(bytes));
        return bytes.flip();
    }

    long length() {
        return length;
    }

    /** Adds removals and forces them to the disk. What an earlier attempt left half written is cut off first. */
    void append(List<Tombstone> tombstones) throws IOException {
        ByteBuffer bytes = encode(tombstones);
        long end = length + bytes.remaining();
        channel.truncate(length);
        Bytes.writeFully(channel, bytes, length);
        channel.force(false);
        length = end;
    }

    /** Rewrites the file with these removals only. */
    void replace(List<Tombstone> tombstones) throws IOException {
        JournalFile fresh = create(path, tombstones);
        channel.close();
        channel = fresh.channel;
        length = fresh.length;
    }

    Path path() {
        return path;
    }

    void close() throws IOException {
        channel.close();
    }
}
