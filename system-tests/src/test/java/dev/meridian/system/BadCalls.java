package dev.meridian.system;

import static dev.meridian.system.RawGrpc.frame;
import static dev.meridian.system.RawGrpc.join;
import static dev.meridian.system.RawGrpc.message;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;

/** Calls of gRPC that are none, and frames of HTTP/2 that are none. */
final class BadCalls {

    private static final String GRPC = "application/grpc";
    private static final String INVOKE = "/functions.v1.Functions/Invoke";
    private static final String EXCHANGE = "/relay.v1.Relay/Exchange";
    private static final String INVALID = "grpc 3";
    private static final String EXHAUSTED = "grpc 8";
    private static final String UNIMPLEMENTED = "grpc 12";
    private static final byte[] NO_FUNCTION = "\n\6nofunc".getBytes(UTF_8);
    private static final byte[] GARBAGE = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

    private final List<BadInput> rows = new ArrayList<>();

    private BadCalls() {}

    /** At every port that answers calls. */
    static List<BadInput> everywhere() throws Http2Exception {
        BadCalls calls = new BadCalls();
        calls.messages(INVOKE);
        calls.messages(INVOKE + "Stream");
        calls.invoke("garbage for a message", "reset", message(0, GARBAGE.length, GARBAGE));
        calls.invoke("two messages", INVALID, join(whole(NO_FUNCTION), whole(NO_FUNCTION)));
        calls.invoke("an unknown function", "grpc 5", whole(NO_FUNCTION));
        calls.invoke("a NUL for an ID", INVALID, whole(new byte[] {10, 2, 'a', 0}));
        calls.call("an unknown project", "grpc 5", INVOKE, GRPC, whole(NO_FUNCTION), "x-appwrite-project", "nobodys");
        calls.call(
                "an unknown function, streamed",
                "grpc 5",
                INVOKE + "Stream",
                GRPC,
                whole(NO_FUNCTION),
                "x-appwrite-project",
                "shop");
        calls.call("an unknown method", UNIMPLEMENTED, "/functions.v1.Functions/Nope", GRPC, whole(NO_FUNCTION));
        calls.call("an unknown service", UNIMPLEMENTED, "/no.Such/Thing", GRPC, whole(NO_FUNCTION));
        calls.call("JSON", "http 415", INVOKE, "application/grpc+json", "{}".getBytes(UTF_8));
        calls.call("a media type of no meaning", "http 415", INVOKE, "application/grpcx", whole(NO_FUNCTION));
        calls.call("gzip that is none", UNIMPLEMENTED, INVOKE, GRPC, message(1, 12, GARBAGE), "grpc-encoding", "gzip");
        calls.frames();
        return calls.rows;
    }

    /** At ports where other nodes come in. */
    static List<BadInput> betweenNodes() throws Http2Exception {
        BadCalls calls = new BadCalls();
        calls.messages("/registry.v1.Registry/Watch");
        calls.call("garbage for a relayed head", INVALID, EXCHANGE, GRPC, message(0, GARBAGE.length, GARBAGE));
        calls.call("a relayed head that is compressed", INVALID, EXCHANGE, GRPC, message(1, 12, GARBAGE));
        calls.call("a relayed head of 2 GiB", INVALID, EXCHANGE, GRPC, message(0, 0x7fffffff, GARBAGE));
        calls.call("a relayed head cut off", INVALID, EXCHANGE, GRPC, message(0, 50, new byte[] {10, 48}));
        calls.call("a relayed body without a head", INVALID, EXCHANGE, GRPC, whole(new byte[] {26, 1, 'x'}));
        calls.call("a relayed head without a URI", INVALID, EXCHANGE, GRPC, whole(new byte[] {10, 0}));
        calls.call("nothing relayed", INVALID, EXCHANGE, GRPC, new byte[0]);
        return calls.rows;
    }

    private void messages(String path) throws Http2Exception {
        call("no message for " + path, INVALID, path, GRPC, new byte[0]);
        call("half a prefix for " + path, INVALID, path, GRPC, new byte[] {0, 0});
        call("a message cut off for " + path, INVALID, path, GRPC, message(0, 100, NO_FUNCTION));
        call("a compressed message for " + path, UNIMPLEMENTED, path, GRPC, message(1, 8, NO_FUNCTION));
        call("a message of 4 GiB for " + path, EXHAUSTED, path, GRPC, message(0, 0xffffffffL, NO_FUNCTION));
    }

    private void frames() {
        raw("data of no stream", "goaway", frame(0, 0, 0, new byte[8]));
        raw("a frame of 16 MiB", "goaway", new byte[] {-1, -1, -1, 0, 0, 0, 0, 0, 1, 0, 0});
        raw("headers that are none", "goaway", frame(1, 5, 1, GARBAGE));
        raw("a stream of the wrong side", "goaway", frame(1, 5, 2, new byte[] {(byte) 0x82}));
        raw("headers without a method", "reset", frame(1, 5, 1, new byte[] {0, 1, 'a', 1, 'b'}));
    }

    private static byte[] whole(byte[] payload) {
        return message(0, payload.length, payload);
    }

    private void invoke(String name, String expected, byte[] data) throws Http2Exception {
        call(name, expected, INVOKE, GRPC, data, "x-appwrite-project", "shop");
    }

    private void call(String name, String expected, String path, String type, byte[] data, String... headers)
            throws Http2Exception {
        rows.add(BadInput.ofBytes(name, expected, RawGrpc.call(path, type, data, headers)));
    }

    private void raw(String name, String expected, byte[] frame) {
        rows.add(BadInput.ofBytes(name, expected, join(RawGrpc.PREFACE, frame(4, 0, 0, new byte[0]), frame)));
    }
}
