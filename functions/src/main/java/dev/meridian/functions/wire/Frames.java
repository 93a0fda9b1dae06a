package dev.meridian.functions.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of bytes into messages. Not thread-safe: one per connection.
 *
 * <p>A frame longer than the limit, of an unknown type or with fields that overrun it is {@link MalformedFrame}.
 */
public final class Frames {

    static final int ANNOUNCE = 1;
    static final int DEPLOY = 2;
    static final int RETIRE = 3;
    static final int INVOKE = 4;
    static final int RESULT = 5;
    static final int PING = 6;
    static final int PONG = 7;
    static final int ABANDON = 8;
    static final int RESPOND = 9;
    static final int WRITE = 10;
    static final int WRITTEN = 11;
    static final int FETCH = 12;
    static final int FETCH_WRITE = 13;
    static final int FETCH_PULL = 14;
    static final int FETCH_CANCEL = 15;
    static final int FETCH_HEAD = 16;
    static final int FETCH_PIECE = 17;
    static final int FETCH_READY = 18;
    static final int FETCH_FAILED = 19;

    /** Arrays beyond this size are given back once they are empty. */
    static final int RETAINED_BYTES = 256 * 1024;

    private final int maximumBytes;
    private byte[] pending = new byte[0];
    private int size;

    public Frames(int maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** Takes the next bytes of the stream and returns the messages that they complete. */
    public List<Message> accept(byte[] chunk, int length) throws MalformedFrame {
        append(chunk, length);
        List<Message> messages = new ArrayList<>();
        ByteBuffer view = ByteBuffer.wrap(pending, 0, size);
        while (view.remaining() >= Integer.BYTES) {
            int frame = view.getInt(view.position());
            if (frame < 1 || frame > maximumBytes) {
                throw new MalformedFrame("A frame of " + frame + " bytes; 1 to " + maximumBytes + " are allowed");
            }
            if (view.remaining() < Integer.BYTES + frame) {
                break;
            }
            int body = view.position() + Integer.BYTES;
            messages.add(new FrameReader(ByteBuffer.wrap(pending, body, frame)).message());
            view.position(body + frame);
        }
        keep(view.position());
        return messages;
    }

    private void append(byte[] chunk, int length) {
        if (size + length > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(size + length, Math.min(pending.length * 2, maximumBytes)));
        }
        System.arraycopy(chunk, 0, pending, size, length);
        size += length;
    }

    private void keep(int from) {
        size -= from;
        if (size == 0 && pending.length > RETAINED_BYTES) {
            pending = new byte[0];
        } else {
            System.arraycopy(pending, from, pending, 0, size);
        }
    }
}
