package dev.meridian.functions;

import dev.meridian.core.time.Deadline;
import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * One request to a function (wire contract 8.3). The caller has added the {@code x-appwrite-} headers already.
 *
 * @param host without port
 * @param path begins with a slash
 * @param query without question mark, empty for none
 * @param deadline the answer is of no use after it; the launch's wall limit holds as well
 */
public record Invocation(
        String execution,
        String method,
        String scheme,
        String host,
        int port,
        String path,
        String query,
        List<HeaderLine> headers,
        Buffer body,
        Deadline deadline) {}
