package dev.meridian.core.grpc;

import io.vertx.core.http.HttpServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The answer to a gRPC call that is no more than a status ("trailers only"). */
public final class GrpcRefusal {

    private GrpcRefusal() {}

    /** @param message for the caller, in plain text */
    public static void give(HttpServerResponse wire, int status, String message) {
        wire.putHeader("content-type", "application/grpc+proto")
                .putHeader("grpc-status", Integer.toString(status))
                .putHeader(
                        "grpc-message",
                        URLEncoder.encode(message, StandardCharsets.UTF_8).replace("+", "%20"))
                .end();
    }
}
