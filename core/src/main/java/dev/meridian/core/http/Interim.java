package dev.meridian.core.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Responses that come before the response (RFC 9110 section 15.2). A client of HTTP/1.0 gets none; 102 is sent over
 * HTTP/1.1 only, where silence may be taken for death.
 */
final class Interim {

    static final int PROCESSING = 102;
    static final int EARLY_HINTS = 103;

    private Interim() {}

    static void send(HttpServerRequest request, int status, MultiMap headers) {
        if (status == EARLY_HINTS && request.version() != HttpVersion.HTTP_1_0) {
            request.response().writeEarlyHints(headers);
        } else if (status == PROCESSING
                && request.version() == HttpVersion.HTTP_1_1
                && request.connection() instanceof ConnectionBase connection) {
            ChannelFuture _ = connection
                    .channelHandlerContext()
                    .writeAndFlush(new DefaultFullHttpResponse(
                            io.netty.handler.codec.http.HttpVersion.HTTP_1_1,
                            HttpResponseStatus.PROCESSING,
                            Unpooled.EMPTY_BUFFER));
        }
    }
}
