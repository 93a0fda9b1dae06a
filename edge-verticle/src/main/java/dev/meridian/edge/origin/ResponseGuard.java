package dev.meridian.edge.origin;

import dev.meridian.core.http.Exchange;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches what an origin sends on a connection.
 *
 * <p>Bytes after the end of a response are never the beginning of the next one: nobody has asked for that yet. The
 * connection is closed, so that an origin cannot put an answer in front of another request (response smuggling, RFC 9112
 * section 11.2). Responses that come before the response (RFC 9110 section 15.2) are told to the exchange; the client
 * library knows 100, 101 and 103, and would take any other for the response itself.
 */
final class ResponseGuard {

    private static final AttributeKey<Exchange> LISTENER = AttributeKey.valueOf("meridian.origin.listener");

    private ResponseGuard() {}

    /** Begins with a new connection. */
    static void watch(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
            ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
            if (codec != null) {
                Messages messages = new Messages();
                pipeline.addBefore(codec.name(), "meridian-bytes", new Bytes(messages));
                pipeline.addAfter(codec.name(), "meridian-messages", messages);
            }
        }
    }

    /** Tells an exchange what comes before the response to a request that is made for it. */
    static void hear(HttpClientRequest request, Exchange exchange) {
        request.earlyHintsHandler(headers ->
                exchange.inform(103, MultiMap.caseInsensitiveMultiMap().addAll(headers)));
        if (request.connection() instanceof ConnectionBase base) {
            base.channel().attr(LISTENER).set(exchange);
        }
    }

    /** Before the decoder, which reads as far into a piece as it has use for. */
    private static final class Bytes extends ChannelInboundHandlerAdapter {

        private final Messages messages;

        Bytes(Messages messages) {
            this.messages = messages;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                context.fireChannelRead(message);
                return;
            }
            messages.endedHere = false;
            bytes.retain();
            try {
                context.fireChannelRead(message);
                if (messages.endedHere && bytes.isReadable()) {
                    ChannelFuture _ = context.close();
                }
            } finally {
                bytes.release();
            }
        }
    }

    /** After the decoder. A connection carries one request at a time. */
    private static final class Messages extends ChannelInboundHandlerAdapter {

        private static final Pattern TIMEOUT = Pattern.compile("(?:^|[, ])timeout=(\\d{1,6})");
        private static final int SECONDS_EARLY = 1;

        private boolean endedHere;
        private boolean givenUp;
        private int status;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (givenUp) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpResponse response) {
                if (endedHere) {
                    givenUp = true;
                    ReferenceCountUtil.release(message);
                    ChannelFuture _ = context.close();
                    return;
                }
                status = response.status().code();
                if (isUnknown(status)) {
                    inform(context, status);
                }
                leaveEarly(response.headers());
            }
            if (message instanceof LastHttpContent) {
                endedHere = status >= 200;
            }
            if (isUnknown(status)) {
                ReferenceCountUtil.release(message);
            } else {
                context.fireChannelRead(message);
            }
        }

        /** A connection is not used up to the very second in which its origin closes it. */
        private static void leaveEarly(HttpHeaders headers) {
            String kept = headers.get("keep-alive", "");
            Matcher seconds = TIMEOUT.matcher(kept);
            if (seconds.find()) {
                int left = Integer.parseInt(seconds.group(1)) - SECONDS_EARLY;
                if (left > 0) {
                    headers.set("keep-alive", "timeout=" + left);
                } else {
                    headers.set("connection", "close");
                }
            }
        }

        private static void inform(ChannelHandlerContext context, int status) {
            Exchange listener = context.channel().attr(LISTENER).get();
            if (listener != null && status == 102) {
                listener.inform(status, MultiMap.caseInsensitiveMultiMap());
            }
        }

        private static boolean isUnknown(int status) {
            return status > 101 && status < 200 && status != 103;
        }
    }
}
