package dev.meridian.functions.wire;

import dev.meridian.functions.wire.Message.Account;
import dev.meridian.functions.wire.Message.Bounds;
import dev.meridian.functions.wire.Message.FetchRequest;
import dev.meridian.functions.wire.Message.Request;
import dev.meridian.functions.wire.Message.Response;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the message that one whole frame holds. */
final class FrameReader {

    private final ByteBuffer frame;

    FrameReader(ByteBuffer frame) {
        this.frame = frame;
    }

    Message message() throws MalformedFrame {
        try {
            return read();
        } catch (BufferUnderflowException overrun) {
            throw new MalformedFrame("The fields of a frame overrun it");
        }
    }

    private Message read() throws MalformedFrame {
        byte type = frame.get();
        return switch (type) {
            case Frames.ANNOUNCE -> new Message.Announce(string(), frame.getLong());
            case Frames.DEPLOY -> new Message.Deploy(frame.getInt(), string(), string(), environment(), bounds());
            case Frames.RETIRE -> new Message.Retire(frame.getInt());
            case Frames.INVOKE -> new Message.Invoke(frame.getLong(), frame.getInt(), frame.getLong(), request());
            case Frames.RESULT ->
                new Message.Result(frame.getLong(), Ending.of(frame.get()), response(), string(), account());
            case Frames.PING -> new Message.Ping(frame.getLong());
            case Frames.PONG -> new Message.Pong(frame.getLong(), frame.getInt(), frame.getLong(), frame.getLong());
            case Frames.ABANDON -> new Message.Abandon(frame.getInt(), frame.getLong());
            case Frames.RESPOND -> new Message.Respond(frame.getLong(), response());
            case Frames.WRITE -> new Message.Write(frame.getLong(), bytes(), isTrue());
            case Frames.WRITTEN -> new Message.Written(frame.getInt(), frame.getLong());
            case Frames.FETCH -> new Message.Fetch(frame.getLong(), frame.getLong(), fetchRequest());
            case Frames.FETCH_WRITE -> new Message.FetchWrite(frame.getLong(), bytes(), isTrue());
            case Frames.FETCH_PULL -> new Message.FetchPull(frame.getLong());
            case Frames.FETCH_CANCEL -> new Message.FetchCancel(frame.getLong());
            case Frames.FETCH_HEAD ->
                new Message.FetchHead(frame.getInt(), frame.getLong(), frame.getInt(), string(), headers());
            case Frames.FETCH_PIECE -> new Message.FetchPiece(frame.getInt(), frame.getLong(), bytes(), isTrue());
            case Frames.FETCH_READY -> new Message.FetchReady(frame.getInt(), frame.getLong());
            case Frames.FETCH_FAILED -> new Message.FetchFailed(frame.getInt(), frame.getLong(), string());
            default -> throw new MalformedFrame("Unknown frame type " + type);
        };
    }

    private Map<String, String> environment() throws MalformedFrame {
        int count = count();
        Map<String, String> variables = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            variables.put(string(), string());
        }
        return variables;
    }

    private Bounds bounds() {
        return new Bounds(frame.getLong(), frame.getLong(), frame.getLong(), frame.getInt(), frame.getInt(), isTrue());
    }

    private Request request() throws MalformedFrame {
        return new Request(string(), string(), string(), frame.getInt(), string(), string(), headers(), bytes());
    }

    private FetchRequest fetchRequest() throws MalformedFrame {
        return new FetchRequest(string(), string(), headers(), bytes(), isTrue());
    }

    private Response response() throws MalformedFrame {
        return new Response(frame.getInt(), headers(), bytes());
    }

    private Account account() throws MalformedFrame {
        return new Account(string(), string(), frame.getLong(), frame.getLong(), isTrue());
    }

    private List<HeaderLine> headers() throws MalformedFrame {
        int count = count();
        List<HeaderLine> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            headers.add(new HeaderLine(string(), string()));
        }
        return headers;
    }

    private boolean isTrue() {
        return frame.get() != 0;
    }

    private String string() throws MalformedFrame {
        int length = count();
        int start = frame.arrayOffset() + frame.position();
        frame.position(frame.position() + length);
        return new String(frame.array(), start, length, StandardCharsets.UTF_8);
    }

    private byte[] bytes() throws MalformedFrame {
        byte[] bytes = new byte[count()];
        frame.get(bytes);
        return bytes;
    }

    /** A length or a number of entries: never more than the bytes that are left. */
    private int count() throws MalformedFrame {
        int count = frame.getInt();
        if (count < 0 || count > frame.remaining()) {
            throw new MalformedFrame("A field of " + count + " in a frame with " + frame.remaining() + " bytes left");
        }
        return count;
    }
}
