package dev.meridian.core.relay;

import dev.meridian.proto.relay.v1.End;
import dev.meridian.proto.relay.v1.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Writes frames as length-prefixed gRPC messages. A body's bytes are not copied but led by a prefix: what protobuf would
 * write ahead of them in a {@link Frame} whose only field they are.
 */
final class Frames {

    static final int GRPC_PREFIX_BYTES = 5;

    /** Field 3, length-delimited. */
    static final byte BODY_TAG = (3 << 3) | 2;

    /** Up to here one copy costs less than a second buffer. */
    private static final int COPIED_BYTES = 1_024;

    private static final byte[] END =
            bytes(Frame.newBuilder().setEnd(End.getDefaultInstance()).build());

    private Frames() {}

    static Buffer whole(Frame frame) {
        return Buffer.buffer(bytes(frame));
    }

    static Buffer end() {
        return Buffer.buffer(END);
    }

    static Buffer body(Buffer body) {
        int length = body.length();
        boolean copied = length <= COPIED_BYTES;
        ByteBuf prefix = Unpooled.buffer(GRPC_PREFIX_BYTES + 6 + (copied ? length : 0));
        prefix.writeByte(0);
        prefix.writeInt(1 + varintBytes(length) + length);
        prefix.writeByte(BODY_TAG);
        writeVarint(prefix, length);
        ByteBuf bytes = ((BufferInternal) body).getByteBuf();
        return copied
                ? BufferInternal.buffer(prefix.writeBytes(bytes, bytes.readerIndex(), length))
                : BufferInternal.buffer(Unpooled.wrappedBuffer(prefix, bytes));
    }

    private static byte[] bytes(Frame frame) {
        int length = frame.getSerializedSize();
        ByteBuf buffer = Unpooled.buffer(GRPC_PREFIX_BYTES + length, GRPC_PREFIX_BYTES + length);
        buffer.writeByte(0).writeInt(length).writeBytes(frame.toByteArray());
        return buffer.array();
    }

    private static int varintBytes(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }

    private static void writeVarint(ByteBuf to, int value) {
        int rest = value;
        while (rest > 0x7f) {
            to.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        to.writeByte(rest);
    }
}
