package dev.meridian.core.relay;

import io.vertx.core.http.Http2Settings;

/** Constants of the relay's wire, the same at both ends (docs/decisions/0001-relay-wire.md). */
final class Wire {

    static final String PATH = "/relay.v1.Relay/Exchange";
    static final String CONTENT_TYPE = "application/grpc+proto";

    /** How much of one body may be under way or waiting for its reader. */
    static final int STREAM_WINDOW = 4 << 20;

    /** How much of all bodies together may be; larger, so that one slow reader does not hold up the others. */
    static final int CONNECTION_WINDOW = 64 << 20;

    /** How many exchanges one connection carries at a time. */
    static final int MOST_STREAMS = 4_096;

    /** Largest message other than a body frame. */
    static final int MOST_HEAD_BYTES = 64 << 10;

    /** Largest gRPC message of the services beside the relay's own. */
    static final int MOST_MESSAGE_BYTES = 16 << 20;

    /** RFC 9113 section 7. */
    static final long REFUSED_STREAM = 7;

    static final long CANCEL = 8;

    private Wire() {}

    static Http2Settings settings() {
        return new Http2Settings()
                .setInitialWindowSize(STREAM_WINDOW)
                .setMaxConcurrentStreams(MOST_STREAMS)
                .setMaxHeaderListSize(16 << 10)
                .setPushEnabled(false);
    }
}
