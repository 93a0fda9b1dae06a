package dev.meridian.edge.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where stored bodies lie: outside the heap, so that a socket takes them as they are and the collector does not move
 * them. What is small is cheaper to copy than to keep there, and stays on the heap. Memory is given back when nobody
 * holds a body any more, a writer that is still at it included.
 */
public final class BodyMemory {

    private static final int SMALL = 16 << 10;

    private BodyMemory() {}

    /** One body of all slices, not to be changed. */
    public static Buffer join(List<Buffer> slices, int length) {
        if (length < SMALL) {
            Buffer all = Buffer.buffer(length);
            slices.forEach(all::appendBuffer);
            return all;
        }
        ByteBuf memory =
                Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(length)).clear();
        for (Buffer slice : slices) {
            memory.writeBytes(((BufferInternal) slice).getByteBuf());
        }
        return BufferInternal.buffer(memory);
    }
}
