package dev.meridian.functions.wire;

import dev.meridian.functions.wire.Message.Account;
import dev.meridian.functions.wire.Message.Bounds;
import dev.meridian.functions.wire.Message.FetchRequest;
import dev.meridian.functions.wire.Message.Request;
import dev.meridian.functions.wire.Message.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes messages one after another into a growing array, so that many leave in one write. Not thread-safe. */
public final class FrameWriter {

    private static final int INITIAL_BYTES = 1024;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    public void write(Message message) {
        int start = size;
        putInt(0);
        switch (message) {
            case Message.Announce m ->
                putByte(Frames.ANNOUNCE).putString(m.token()).putLong(m.pid());
            case Message.Deploy m -> putDeploy(m);
            case Message.Retire m -> putByte(Frames.RETIRE).putInt(m.launch());
            case Message.Invoke m -> putInvoke(m);
            case Message.Result m -> putResult(m);
            case Message.Ping m -> putByte(Frames.PING).putLong(m.nonce());
            case Message.Pong m ->
                putByte(Frames.PONG)
                        .putLong(m.nonce())
                        .putInt(m.isolates())
                        .putLong(m.coldStarts())
                        .putLong(m.residentBytes());
            case Message.Abandon m -> putByte(Frames.ABANDON).putInt(m.launch()).putLong(m.call());
            case Message.Respond m -> putByte(Frames.RESPOND).putLong(m.call()).putResponse(m.head());
            case Message.Write m ->
                putByte(Frames.WRITE).putLong(m.call()).putBytes(m.bytes()).putBoolean(m.isLast());
            case Message.Written m -> putByte(Frames.WRITTEN).putInt(m.launch()).putLong(m.call());
            case Message.Fetch m -> putFetch(m);
            case Message.FetchWrite m ->
                putByte(Frames.FETCH_WRITE)
                        .putLong(m.fetch())
                        .putBytes(m.bytes())
                        .putBoolean(m.isLast());
            case Message.FetchPull m -> putByte(Frames.FETCH_PULL).putLong(m.fetch());
            case Message.FetchCancel m -> putByte(Frames.FETCH_CANCEL).putLong(m.fetch());
            case Message.FetchHead m ->
                putAnswer(Frames.FETCH_HEAD, m.launch(), m.fetch())
                        .putInt(m.status())
                        .putString(m.reason())
                        .putHeaders(m.headers());
            case Message.FetchPiece m ->
                putAnswer(Frames.FETCH_PIECE, m.launch(), m.fetch())
                        .putBytes(m.bytes())
                        .putBoolean(m.isLast());
            case Message.FetchReady m -> putAnswer(Frames.FETCH_READY, m.launch(), m.fetch());
            case Message.FetchFailed m ->
                putAnswer(Frames.FETCH_FAILED, m.launch(), m.fetch()).putString(m.reason());
        }
        setInt(start, size - start - Integer.BYTES);
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** What was written so far; the writer is empty afterwards. */
    public byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, size);
        size = 0;
        if (bytes.length > Frames.RETAINED_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
        return taken;
    }

    private void putDeploy(Message.Deploy m) {
        putByte(Frames.DEPLOY).putInt(m.launch()).putString(m.directory()).putString(m.entrypoint());
        putInt(m.environment().size());
        for (Map.Entry<String, String> variable : m.environment().entrySet()) {
            putString(variable.getKey()).putString(variable.getValue());
        }
        Bounds bounds = m.bounds();
        putLong(bounds.cpuNanos()).putLong(bounds.heapBytes()).putLong(bounds.externalBytes());
        putInt(bounds.responseBytes()).putInt(bounds.logBytes()).putBoolean(bounds.isLogging());
    }

    private void putInvoke(Message.Invoke m) {
        Request request = m.request();
        putByte(Frames.INVOKE).putLong(m.call()).putInt(m.launch()).putLong(m.wallNanos());
        putString(request.method()).putString(request.scheme()).putString(request.host());
        putInt(request.port()).putString(request.path()).putString(request.query());
        putHeaders(request.headers());
        putBytes(request.body());
    }

    private void putFetch(Message.Fetch m) {
        FetchRequest request = m.request();
        putByte(Frames.FETCH).putLong(m.call()).putLong(m.fetch());
        putString(request.method()).putString(request.url()).putHeaders(request.headers());
        putBytes(request.body()).putBoolean(request.isStreamed());
    }

    private FrameWriter putAnswer(int type, int launch, long fetch) {
        return putByte(type).putInt(launch).putLong(fetch);
    }

    private FrameWriter putResponse(Response response) {
        return putInt(response.status()).putHeaders(response.headers()).putBytes(response.body());
    }

    private void putResult(Message.Result m) {
        Account account = m.account();
        putByte(Frames.RESULT).putLong(m.call()).putByte(m.ending().code()).putResponse(m.response());
        putString(m.message()).putString(account.logs()).putString(account.errors());
        putLong(account.durationNanos()).putLong(account.cpuNanos()).putBoolean(account.coldStart());
    }

    private FrameWriter putHeaders(List<HeaderLine> headers) {
        putInt(headers.size());
        for (HeaderLine header : headers) {
            putString(header.name()).putString(header.value());
        }
        return this;
    }

    private FrameWriter putByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    private FrameWriter putBoolean(boolean value) {
        return putByte(value ? 1 : 0);
    }

    private FrameWriter putInt(int value) {
        ensure(Integer.BYTES);
        size += Integer.BYTES;
        setInt(size - Integer.BYTES, value);
        return this;
    }

    private FrameWriter putLong(long value) {
        return putInt((int) (value >>> Integer.SIZE)).putInt((int) value);
    }

    private FrameWriter putString(String value) {
        return putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private FrameWriter putBytes(byte[] value) {
        putInt(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    private void setInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.multiplyExact(bytes.length, 2)));
        }
    }
}
