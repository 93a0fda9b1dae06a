package dev.meridian.region.api;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Reads a whole body that may not be larger than a limit. */
final class BodyReader {

    private BodyReader() {}

    static Future<Buffer> read(Exchange exchange, int most) {
        long announced = exchange.request().contentLength();
        if (announced == 0) {
            return Future.succeededFuture(Buffer.buffer());
        }
        if (announced > most) {
            return Future.failedFuture(tooLarge(most));
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        ReadStream<Buffer> body = exchange.body();
        body.exceptionHandler(whole::tryFail);
        body.endHandler(end -> whole.tryComplete(read));
        body.handler(part -> {
            if (whole.future().isComplete()) {
                return;
            }
            if (read.length() + part.length() > most) {
                whole.tryFail(tooLarge(most));
            } else {
                read.appendBuffer(part);
            }
        });
        body.resume();
        return whole.future();
    }

    private static Problem tooLarge(int most) {
        return Problem.of(ProblemType.BAD_REQUEST, "The request body is larger than " + most + " bytes");
    }
}
