package dev.meridian.functions.visit;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** Takes the whole body of a request in, up to a limit. */
public final class BoundedBody {

    private static final ProblemType TOO_LARGE = new ProblemType("general_body_too_large", 413);

    private BoundedBody() {}

    /** @param limit in bytes; a larger body fails with a 413 problem */
    public static Future<Buffer> read(Exchange exchange, int limit) {
        if (exchange.request().contentLength() == 0) {
            return Future.succeededFuture(Buffer.buffer());
        }
        if (exchange.request().contentLength() > limit) {
            return Future.failedFuture(tooLarge(limit));
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        exchange.body()
                .handler(slice -> {
                    if (body.length() + slice.length() > limit) {
                        exchange.body().pause();
                        whole.tryFail(tooLarge(limit));
                    } else {
                        body.appendBuffer(slice);
                    }
                })
                .exceptionHandler(whole::tryFail)
                .endHandler(ignored -> whole.tryComplete(body))
                .resume();
        return whole.future();
    }

    private static Problem tooLarge(int limit) {
        return Problem.of(TOO_LARGE, "The request's body is larger than " + limit + " bytes.");
    }
}
