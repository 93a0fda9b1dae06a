package dev.meridian.core.http;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes a response (contract section 2.4). */
public final class ProblemAnswer {

    /** The version that the API reports; not below what the newest SDK was made for (contract section 2.1). */
    public static final String VERSION = "2.3.0";

    /** Header of a refusal that says: nothing of the request was done, so that another node may be asked for it. */
    public static final String DECLINED = "meridian-declined";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswer.class);

    /** Statuses that a caller sees as they are: the contract's, and those of HTTP itself that our doors give. */
    private static final Set<Integer> SHOWN = Set.of(
            400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 413, 414, 416, 421, 422, 426, 429, 431, 451, 501, 502,
            503, 504, 508);

    private ProblemAnswer() {}

    /** Answers with a failure, or breaks off when a response was already begun; of no effect once all is over. */
    public static Future<Void> give(Exchange exchange, Throwable failure) {
        return give(exchange, failure, MultiMap.caseInsensitiveMultiMap());
    }

    /** @param headers more headers for the response, such as those of CORS; is added to */
    public static Future<Void> give(Exchange exchange, Throwable failure, MultiMap headers) {
        if (exchange.ended().isComplete()) {
            return exchange.ended();
        }
        Problem problem = Problem.from(failure);
        log(exchange, problem);
        if (exchange.isResponded()) {
            exchange.abort();
            return exchange.ended();
        }
        boolean api = isApi(exchange.request().path());
        Buffer body = api ? json(problem) : page(problem);
        headers.set("content-type", api ? "application/json; charset=UTF-8" : "text/html; charset=UTF-8")
                .set("cache-control", "no-cache, no-store, must-revalidate")
                .set("expires", "0")
                .set("pragma", "no-cache")
                .set("server", "Appwrite")
                .set("x-content-type-options", "nosniff");
        if (problem.isRetryable()) {
            headers.set(DECLINED, "1");
        }
        return exchange.request().method().equals(HttpMethod.HEAD)
                ? exchange.respond(status(problem), headers, body.length()).end()
                : exchange.respond(status(problem), headers, body);
    }

    /** The contract's JSON form of a problem. */
    public static Buffer json(Problem problem) {
        return new JsonObject()
                .put("message", text(problem))
                .put("code", status(problem))
                .put("type", problem.type().name())
                .put("version", VERSION)
                .toBuffer();
    }

    /** The status that a caller sees; what the contract does not know becomes 500. */
    public static int status(Problem problem) {
        return SHOWN.contains(problem.type().status()) ? problem.type().status() : ProblemType.SERVER_ERROR.status();
    }

    private static String text(Problem problem) {
        return status(problem) == ProblemType.SERVER_ERROR.status() ? "Server Error" : problem.text();
    }

    private static boolean isApi(String path) {
        return path.equals("/v1") || path.startsWith("/v1/") || path.startsWith("/.meridian/");
    }

    private static Buffer page(Problem problem) {
        String text = text(problem).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return Buffer.buffer("""
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%d</title></head>
                <body><h1>%d</h1><p>%s</p><p><code>%s</code></p></body>
                </html>
                """.formatted(
                        status(problem), status(problem), text, problem.type().name()));
    }

    private static void log(Exchange exchange, Problem problem) {
        boolean ours = problem.type().equals(ProblemType.SERVER_ERROR) && problem.source() == Problem.Source.SELF;
        (ours ? LOG.atError() : LOG.atDebug())
                .addKeyValue("type", problem.type().name())
                .addKeyValue("path", exchange.request().path())
                .addKeyValue("trace", exchange.provenance().trace().traceId())
                .setCause(problem.getCause())
                .log("Request failed: {}", problem.text());
    }
}
