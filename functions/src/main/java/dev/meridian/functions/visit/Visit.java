package dev.meridian.functions.visit;

import dev.meridian.core.http.Authority;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.ResponseSink;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One visit of a function: what goes in, what comes out, and what is written down (contract sections 8.2 to 8.4).
 *
 * @param kind of the node that executes: {@code edge} or {@code region}
 * @param site code of its site
 * @param startedAt in milliseconds since the epoch
 */
public record Visit(String execution, Exchange exchange, Launch launch, String kind, String site, long startedAt) {

    /** Longest that a visitor waits for an answer (contract section 8.4). */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}");

    public Invocation invocation(Buffer body) {
        RequestHead request = exchange.request();
        return new Invocation(
                execution,
                request.method().name(),
                request.scheme(),
                request.host(),
                port(request.scheme(), request.authority()),
                request.path(),
                request.query(),
                headers(request),
                body,
                exchange.deadline().orWithin(LONGEST));
    }

    /** The port that an authority names, else its scheme's own. */
    public static int port(String scheme, String authority) {
        String suffix = Authority.portSuffix(authority);
        return PORT.matcher(suffix).matches()
                ? Integer.parseInt(suffix.substring(1))
                : scheme.equals("https") ? 443 : 80;
    }

    private List<HeaderLine> headers(RequestHead request) {
        List<HeaderLine> headers = new ArrayList<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!PlatformHeaders.isReserved(name)) {
                headers.add(new HeaderLine(name, header.getValue()));
            }
        }
        if (!request.headers().contains(HttpHeaders.HOST)) {
            headers.add(new HeaderLine("host", request.authority()));
        }
        headers.addAll(PlatformHeaders.of(
                execution,
                Trigger.HTTP,
                launch,
                Asker.visitor(exchange.provenance().clientAddress()),
                Instant.ofEpochMilli(startedAt)));
        return headers;
    }

    /** Where a response goes that is streamed to the visitor. */
    public ResponseSink sink() {
        return new VisitorSink(this);
    }

    /** The call is over: what the visitor has not got yet is sent, or broken off where the rest will not come. */
    public void finish(Outcome outcome, ContractAnswer answer) {
        if (!exchange.isResponded()) {
            respond(answer);
        } else if (!(outcome instanceof Outcome.Streamed)) {
            exchange.abort();
        }
    }

    /** Answers the visitor with the function's own response, or with what stands for its failure. */
    private void respond(ContractAnswer answer) {
        MultiMap headers = headers(answer.headers());
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.respond(answer.status(), headers, answer.body().length()).end();
        } else {
            exchange.respond(answer.status(), headers, answer.body());
        }
    }

    /** What is told to the visitor. */
    MultiMap headers(List<HeaderLine> answered) {
        MultiMap headers = HttpHeaders.headers();
        answered.forEach(line -> headers.add(line.name(), line.value()));
        return headers.set("x-appwrite-execution-id", execution)
                .set("meridian-executed-at", executedAt())
                .set("meridian-" + kind, site);
    }

    public ExecutionRecord record(Invocation invocation, Outcome outcome, ContractAnswer answer) {
        return ExecutionRecords.of(launch, invocation, outcome, answer, executedAt(), startedAt);
    }

    private String executedAt() {
        return kind + ":" + site;
    }
}
