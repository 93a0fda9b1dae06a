package dev.meridian.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Removes files so that their bytes are not left on the disk: each is overwritten in place, forced to the disk, then
 * deleted. What a file system or a drive keeps of a block that was overwritten (copies on write, snapshots, spare cells) is
 * beyond that. Every method blocks.
 */
public final class Erasure {

    private static final int PIECE = 1 << 20;

    private Erasure() {}

    /** A file, or a folder and all in it; of no effect where there is none. */
    public static void erase(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                overwrite(each);
                Files.deleteIfExists(each);
            }
        }
    }

    /** Puts zeros in place of a file's bytes; of no effect on what is no file. */
    public static void overwrite(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);
            long size = channel.size();
            for (long at = 0; at < size; ) {
                zeros.clear().limit((int) Math.min(PIECE, size - at));
                at += channel.write(zeros, at);
            }
            channel.force(true);
        }
    }
}
