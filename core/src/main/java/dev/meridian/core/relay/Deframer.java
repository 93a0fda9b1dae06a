package dev.meridian.core.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.relay.v1.Frame;
import io.vertx.core.buffer.Buffer;

/**
 * Cuts a stream of length-prefixed gRPC messages into frames. The bytes of a body frame are handed on as slices of the
 * buffers they came in, without waiting for the rest of their message; every other message is gathered, up to
 * {@link Wire#MOST_HEAD_BYTES}.
 *
 * <p>Body frames are known by their first byte. A writer that puts anything else before the body (legal, never seen)
 * has its message gathered and parsed.
 */
final class Deframer {

    /** Where frames go, in the order of the wire. */
    interface Sink {
        void frame(Frame frame);

        void body(Buffer slice);
    }

    private enum Part {
        PREFIX,
        TAG,
        BODY_LENGTH,
        BODY,
        GATHERED
    }

    private static final int MOST_VARINT_SHIFT = 28;
    private static final byte[] NOTHING = {};

    private final Sink sink;
    private Part part = Part.PREFIX;
    private int prefixBytes;
    /** Of the present message, not yet read. */
    private long left;

    private long bodyLength;
    private int shift;
    private byte[] gathered = NOTHING;
    private int filled;

    Deframer(Sink sink) {
        this.sink = sink;
    }

    /** @throws Problem {@code general_bad_request} when the bytes are not frames; nothing more may be fed then */
    void feed(Buffer chunk) {
        int at = 0;
        while (at < chunk.length()) {
            switch (part) {
                case PREFIX -> prefix(chunk.getByte(at++));
                case TAG -> tag(chunk.getByte(at++));
                case BODY_LENGTH -> bodyLength(chunk.getByte(at++));
                case BODY -> at = body(chunk, at);
                case GATHERED -> at = gather(chunk, at);
            }
        }
    }

    /** Whether the stream may end here. */
    boolean isBetweenMessages() {
        return part == Part.PREFIX && prefixBytes == 0;
    }

    private void prefix(byte value) {
        if (prefixBytes == 0 && value != 0) {
            throw malformed("a message is marked as compressed, which was not agreed on");
        }
        left = prefixBytes == 0 ? 0 : (left << 8) | (value & 0xff);
        if (++prefixBytes == Frames.GRPC_PREFIX_BYTES) {
            if (left == 0) {
                throw malformed("a frame is empty");
            }
            part = Part.TAG;
        }
    }

    private void tag(byte value) {
        if (value == Frames.BODY_TAG) {
            left--;
            bodyLength = 0;
            shift = 0;
            part = Part.BODY_LENGTH;
            return;
        }
        if (left > Wire.MOST_HEAD_BYTES) {
            throw malformed("a head has " + left + " bytes; at most " + Wire.MOST_HEAD_BYTES + " are taken");
        }
        gathered = new byte[(int) left];
        gathered[0] = value;
        filled = 1;
        part = Part.GATHERED;
        parseWhenFilled();
    }

    private void bodyLength(byte value) {
        bodyLength |= (long) (value & 0x7f) << shift;
        left--;
        if (value >= 0) {
            if (bodyLength != left) {
                throw malformed("a body frame of " + left + " bytes says that it has " + bodyLength);
            }
            next(left == 0 ? Part.PREFIX : Part.BODY);
        } else if (shift == MOST_VARINT_SHIFT || left <= 0) {
            throw malformed("a body frame's length does not end");
        } else {
            shift += 7;
        }
    }

    private int body(Buffer chunk, int at) {
        int end = (int) Math.min(chunk.length(), at + left);
        left -= end - at;
        if (left == 0) {
            next(Part.PREFIX);
        }
        sink.body(at == 0 && end == chunk.length() ? chunk : chunk.slice(at, end));
        return end;
    }

    private int gather(Buffer chunk, int at) {
        int count = Math.min(chunk.length() - at, gathered.length - filled);
        chunk.getBytes(at, at + count, gathered, filled);
        filled += count;
        parseWhenFilled();
        return at + count;
    }

    private void parseWhenFilled() {
        if (filled < gathered.length) {
            return;
        }
        byte[] message = gathered;
        gathered = NOTHING;
        next(Part.PREFIX);
        try {
            Frame frame = Frame.parseFrom(message);
            if (frame.hasBody()) {
                sink.body(Buffer.buffer(frame.getBody().toByteArray()));
            } else {
                sink.frame(frame);
            }
        } catch (InvalidProtocolBufferException e) {
            throw malformed("a message is not a relay frame");
        }
    }

    private void next(Part following) {
        part = following;
        prefixBytes = 0;
    }

    private static Problem malformed(String what) {
        return Problem.of(ProblemType.BAD_REQUEST, "The relayed exchange cannot be read: " + what + ".");
    }
}
