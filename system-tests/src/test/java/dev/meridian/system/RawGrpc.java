package dev.meridian.system;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** HTTP/2 frames written to a port as they stand, and what came back. */
final class RawGrpc {

    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 32;

    private RawGrpc() {}

    /**
     * One call.
     *
     * @param data what is sent as the body, be it a message or not
     */
    static byte[] call(String path, String contentType, byte[] data, String... headers) throws Http2Exception {
        Http2Headers head = new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .path(path)
                .authority("localhost")
                .set("te", "trailers")
                .set("content-type", contentType);
        for (int i = 0; i < headers.length; i += 2) {
            head.add(headers[i], headers[i + 1]);
        }
        ByteBuf block = Unpooled.buffer();
        new DefaultHttp2HeadersEncoder().encodeHeaders(1, head, block);
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        return join(
                PREFACE,
                frame(SETTINGS, 0, 0, new byte[0]),
                frame(HEADERS, END_HEADERS, 1, bytes),
                frame(DATA, END_STREAM, 1, data));
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A gRPC message, or what claims to be one. */
    static byte[] message(int flag, long length, byte[] payload) {
        return ByteBuffer.allocate(5 + payload.length)
                .put((byte) flag)
                .putInt((int) length)
                .put(payload)
                .array();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** {@code grpc 5 message}, {@code http 415}, {@code reset}, {@code goaway}, or as {@link RawHttp} says it. */
    static String ask(int port, byte[] request) throws IOException, Http2Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request);
            return read(new DataInputStream(socket.getInputStream()));
        } catch (SocketTimeoutException e) {
            return RawHttp.SILENT;
        } catch (EOFException e) {
            return RawHttp.CLOSED;
        }
    }

    private static String read(DataInputStream in) throws IOException, Http2Exception {
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            byte[] payload = in.readNBytes(length);
            switch (type) {
                case RESET -> {
                    return "reset";
                }
                case GOAWAY -> {
                    return "goaway";
                }
                case HEADERS -> {
                    int from = (flags & PRIORITY) == 0 ? 0 : 5;
                    Http2Headers head = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(payload, from, length - from));
                    if ((flags & END_STREAM) != 0 || head.contains("grpc-status")) {
                        return outcome(head);
                    }
                }
                default -> {}
            }
        }
    }

    private static String outcome(Http2Headers head) {
        return head.contains("grpc-status")
                ? "grpc " + head.get("grpc-status") + ' ' + head.get("grpc-message")
                : "http " + head.status();
    }
}
