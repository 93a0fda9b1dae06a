package dev.meridian.core.relay;

import io.vertx.core.http.HttpServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Status codes of gRPC that the relay's wire gives and understands. */
final class GrpcStatus {

    static final int OK = 0;
    static final int INVALID_ARGUMENT = 3;
    static final int DEADLINE_EXCEEDED = 4;
    static final int RESOURCE_EXHAUSTED = 8;
    static final int UNIMPLEMENTED = 12;
    static final int UNAVAILABLE = 14;

    private GrpcStatus() {}

    /** Answers with a status and nothing else ("trailers only"). */
    static void refuse(HttpServerResponse wire, int status, String message) {
        wire.putHeader("content-type", Wire.CONTENT_TYPE)
                .putHeader("grpc-status", Integer.toString(status))
                .putHeader(
                        "grpc-message",
                        URLEncoder.encode(message, StandardCharsets.UTF_8).replace("+", "%20"))
                .end();
    }
}
