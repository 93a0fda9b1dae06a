package dev.meridian.core.relay;

/** Status codes of gRPC that the relay's wire gives and understands. */
final class GrpcStatus {

    static final int OK = 0;
    static final int INVALID_ARGUMENT = 3;
    static final int DEADLINE_EXCEEDED = 4;
    static final int RESOURCE_EXHAUSTED = 8;
    static final int UNIMPLEMENTED = 12;
    static final int UNAVAILABLE = 14;

    private GrpcStatus() {}
}
