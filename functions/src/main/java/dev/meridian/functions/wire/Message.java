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

    /** Node to host: nobody waits for a call's response any more. */
    record Abandon(int launch, long call) implements ToProgram {}

    /** Host to node: a response whose body follows in {@link Write}s begins. Its own body is empty. */
    record Respond(long call, Response head) implements Message {}

    /** Host to node: a piece of a body whose response has begun; {@code isLast} when no more follows. */
    record Write(long call, byte[] bytes, boolean isLast) implements Message {}

    /** Node to host: there is room for the next {@link Write} of a call. */
    record Written(int launch, long call) implements ToProgram {}

    /**
     * Host to node: the call is over. Status, headers and body count for {@link Ending#COMPLETED} only; they are
     * {@link Response#NONE} for a response that was begun by {@link Respond}.
     */
    record Result(long call, Ending ending, Response response, String message, Account account) implements Message {}

    /** Host to node: send a request for a call; {@code fetch} names it from now on, in this host. */
    record Fetch(long call, long fetch, FetchRequest request) implements Message {}

    /** Host to node: a piece of the body that {@link FetchRequest#isStreamed} said would follow. */
    record FetchWrite(long fetch, byte[] bytes, boolean isLast) implements Message {}

    /** Host to node: the next piece of the response's body is wanted. */
    record FetchPull(long fetch) implements Message {}

    /** Host to node: the fetch is of no more interest. */
    record FetchCancel(long fetch) implements Message {}

    /** Node to host: the response begins. */
    record FetchHead(int launch, long fetch, int status, String reason, List<HeaderLine> headers)
            implements ToProgram {}

    /** Node to host: what was asked for by {@link FetchPull}; {@code isLast} when no more follows. */
    record FetchPiece(int launch, long fetch, byte[] bytes, boolean isLast) implements ToProgram {}

    /** Node to host: there is room for the next {@link FetchWrite}. */
    record FetchReady(int launch, long fetch) implements ToProgram {}

    /** Node to host: the fetch has come to nothing, at whatever point. The reason is for the tenant. */
    record FetchFailed(int launch, long fetch, String reason) implements ToProgram {}

    /** Node to host: are you there? */
    record Ping(long nonce) implements Message {}

    /** Host to node: the answer, with what the host holds. */
    record Pong(long nonce, int isolates, long coldStarts, long residentBytes) implements Message {}

    /** What goes from the node into a program that runs already. */
    sealed interface ToProgram extends Message {
        int launch();
    }

    /**
     * What a program wants sent.
     *
     * @param url absolute, {@code http} or {@code https}
     * @param isStreamed whether the body follows in pieces; {@code body} is empty then
     */
    record FetchRequest(String method, String url, List<HeaderLine> headers, byte[] body, boolean isStreamed) {}

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
    record Account(String logs, String errors, long durationNanos, long cpuNanos, boolean coldStart) {
        public static final Account NONE = new Account("", "", 0, 0, false);
    }
}
