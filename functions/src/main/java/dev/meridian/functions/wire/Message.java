package dev.meridian.functions.wire;

import java.util.List;
import java.util.Map;

/** One message between a node and a function host. Byte arrays are handed over, never written again. */
@SuppressWarnings("ArrayRecordComponent") // bodies are megabytes and are never compared
public sealed interface Message {

    /** Host to node, first of all: proves by the token that this is the process the node started. */
    record Announce(String token, long pid) implements Message {}

    /** Node to host: from now on {@code launch} means this program with these limits. */
    record Deploy(int launch, String directory, String entrypoint, Map<String, String> environment, Bounds bounds)
            implements Message {}

    /** Node to host: {@code launch} will not be called again. */
    record Retire(int launch) implements Message {}

    /** Node to host: run one call; {@code wallNanos} is what remains until its deadline. */
    record Invoke(long call, int launch, long wallNanos, Request request) implements Message {}

    /** Host to node: the call is over. Status, headers and body count for {@link Ending#COMPLETED} only. */
    record Result(long call, Ending ending, Response response, String message, Account account) implements Message {}

    /** Node to host: are you there? */
    record Ping(long nonce) implements Message {}

    /** Host to node: the answer, with what the host holds. */
    record Pong(long nonce, int isolates, long coldStarts, long residentBytes) implements Message {}

    /** Limits of a launch. {@code heapBytes} below the heap of the whole host is enforced by polling. */
    record Bounds(
            long cpuNanos, long heapBytes, long externalBytes, int responseBytes, int logBytes, boolean isLogging) {}

    /** The request that a function sees (wire contract 8.3). */
    record Request(
            String method,
            String scheme,
            String host,
            int port,
            String path,
            String query,
            List<HeaderLine> headers,
            byte[] body) {}

    /** The response that a function returned. */
    record Response(int status, List<HeaderLine> headers, byte[] body) {
        public static final Response NONE = new Response(0, List.of(), new byte[0]);
    }

    /** What a call wrote and used. */
    record Account(String logs, String errors, long durationNanos, long cpuNanos, boolean coldStart) {}
}
