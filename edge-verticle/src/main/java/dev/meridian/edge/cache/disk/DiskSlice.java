package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A part of a body as a part of a file, checked, for the kernel to send: {@code sendFile} of a response, or a file region
 * of Netty's.
 *
 * @param channel of this slice alone, open for reading; whoever took the slice closes it, and closing it twice is
 *     harmless
 * @param position in the file
 * @param length in bytes
 */
public record DiskSlice(FileChannel channel, long position, long length) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
