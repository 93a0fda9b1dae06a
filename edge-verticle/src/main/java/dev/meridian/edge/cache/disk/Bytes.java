package dev.meridian.edge.cache.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.zip.CRC32C;

/** Buffers to files and back. */
final class Bytes {

    private Bytes() {}

    /** The buffer's bytes, not copied. */
    static List<ByteBuffer> of(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        return List.of(bytes.nioBuffers());
    }

    /** A buffer of these bytes, not copied. */
    static Buffer buffer(byte[] bytes, int from, int length) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, length));
    }

    static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new Damaged("it ends at " + at + ", before what it should hold");
            }
            at += read;
        }
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Appends where the channel stands. */
    static void append(FileChannel channel, List<ByteBuffer> bytes) throws IOException {
        ByteBuffer[] all = bytes.toArray(ByteBuffer[]::new);
        int first = 0;
        while (first < all.length) {
            if (all[first].hasRemaining()) {
                channel.write(all, first, all.length - first);
            } else {
                first++;
            }
        }
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
