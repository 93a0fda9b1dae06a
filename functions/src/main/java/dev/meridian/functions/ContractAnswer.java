package dev.meridian.functions;

import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The HTTP answer to the visitor of a function (wire contract 8.3): the function's own, or what stands for its failure.
 * What the function's owner may read of a failure never goes to the visitor. The body of a response that was streamed
 * is not in it.
 */
public record ContractAnswer(int status, List<HeaderLine> headers, Buffer body) {

    private static final HeaderLine PLAIN = new HeaderLine("content-type", "text/plain; charset=utf-8");
    private static final HeaderLine RETRY_AFTER = new HeaderLine("retry-after", "1");

    public static ContractAnswer of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed completed ->
                new ContractAnswer(completed.status(), completed.headers(), completed.body());
            case Outcome.Streamed streamed ->
                new ContractAnswer(streamed.status(), streamed.headers(), Buffer.buffer());
            case Outcome.Failed failed -> of(failed.kind());
        };
    }

    private static ContractAnswer of(Failure kind) {
        return switch (kind) {
            case EXCEPTION, TIMEOUT, CPU_EXCEEDED, HEAP_EXCEEDED, RESPONSE_TOO_LARGE -> plain(500, "");
            case REQUEST_TOO_LARGE -> plain(413, "The request body is too large for this function.");
            case LOAD_FAILED -> plain(503, "The function could not be loaded.");
            case NO_RESPONSE, HOST_DIED -> later("The function did not answer.");
            case OVERLOADED -> later("The function has too many requests just now.");
            case QUARANTINED -> plain(503, "The function is suspended after it brought down its host.");
        };
    }

    private static ContractAnswer plain(int status, String text) {
        return new ContractAnswer(status, List.of(PLAIN), Buffer.buffer(text));
    }

    private static ContractAnswer later(String text) {
        return new ContractAnswer(503, List.of(PLAIN, RETRY_AFTER), Buffer.buffer(text));
    }
}
