package dev.meridian.functions.visit;

import dev.meridian.core.http.Authority;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.functions.ContractAnswer;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.RecordHeader;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

    /** Said by the platform only: a visitor's own are dropped. */
    private static final Set<String> PLATFORM_HEADERS = Set.of(
            "x-appwrite-execution-id",
            "x-appwrite-key",
            "x-appwrite-trigger",
            "x-appwrite-event",
            "x-appwrite-user-id",
            "x-appwrite-user-jwt",
            "x-appwrite-country-code",
            "x-appwrite-continent-code",
            "x-appwrite-continent-eu",
            "x-appwrite-client-ip");

    private static final Set<String> RECORDED_REQUEST = Set.of("content-type", "user-agent", "content-length", "host");
    private static final Set<String> RECORDED_RESPONSE = Set.of("content-type", "content-length");

    public Invocation invocation(Buffer body) {
        RequestHead request = exchange.request();
        return new Invocation(
                execution,
                request.method().name(),
                request.scheme(),
                request.host(),
                port(request),
                request.path(),
                request.query(),
                headers(request),
                body,
                exchange.deadline().orWithin(LONGEST));
    }

    private static int port(RequestHead request) {
        String suffix = Authority.portSuffix(request.authority());
        return suffix.matches(":[0-9]{1,5}")
                ? Integer.parseInt(suffix.substring(1))
                : request.scheme().equals("https") ? 443 : 80;
    }

    private List<HeaderLine> headers(RequestHead request) {
        List<HeaderLine> headers = new ArrayList<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!PLATFORM_HEADERS.contains(name) && !name.startsWith("x-open-runtimes-")) {
                headers.add(new HeaderLine(name, header.getValue()));
            }
        }
        if (!request.headers().contains(HttpHeaders.HOST)) {
            headers.add(new HeaderLine("host", request.authority()));
        }
        headers.add(new HeaderLine("x-appwrite-execution-id", execution));
        headers.add(new HeaderLine("x-appwrite-trigger", "http"));
        headers.add(new HeaderLine("x-appwrite-user-id", ""));
        headers.add(new HeaderLine("x-appwrite-country-code", ""));
        headers.add(new HeaderLine("x-appwrite-continent-code", ""));
        headers.add(new HeaderLine("x-appwrite-continent-eu", "false"));
        headers.add(new HeaderLine("x-appwrite-client-ip", exchange.provenance().clientAddress()));
        return headers;
    }

    /** Answers the visitor with the function's own response, or with what stands for its failure. */
    public void respond(ContractAnswer answer) {
        MultiMap headers = HttpHeaders.headers();
        answer.headers().forEach(line -> headers.add(line.name(), line.value()));
        headers.set("x-appwrite-execution-id", execution)
                .set("meridian-executed-at", executedAt())
                .set("meridian-" + kind, site);
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.respond(answer.status(), headers, answer.body().length()).end();
        } else {
            exchange.respond(answer.status(), headers, answer.body());
        }
    }

    public ExecutionRecord record(Outcome outcome, ContractAnswer answer) {
        ExecutionRecord.Builder record = ExecutionRecord.newBuilder()
                .setExecutionId(execution)
                .setProjectId(launch.key().tenant())
                .setFunctionId(launch.key().function())
                .setDeploymentId(launch.key().deployment())
                .setExecutedAt(executedAt())
                .setTrigger("http")
                .setMethod(exchange.request().method().name())
                .setPath(exchange.request().path())
                .setStatus(answer.status())
                .setDurationSeconds(outcome.duration().toNanos() / 1e9)
                .setStartedAtMillis(startedAt)
                .setFailed(outcome instanceof Outcome.Failed || answer.status() >= 500);
        if (launch.isLogging()) {
            record.setLogs(outcome.logs()).setErrors(errors(outcome));
        }
        recorded(exchange.request().headers().entries().stream(), RECORDED_REQUEST)
                .forEach(record::addRequestHeaders);
        recorded(answer.headers().stream().map(line -> Map.entry(line.name(), line.value())), RECORDED_RESPONSE)
                .forEach(record::addResponseHeaders);
        return record.build();
    }

    private static String errors(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.errors().isEmpty()
                ? failed.message()
                : outcome.errors();
    }

    private static Stream<RecordHeader> recorded(Stream<Map.Entry<String, String>> headers, Set<String> names) {
        return headers.filter(header -> names.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .map(header -> RecordHeader.newBuilder()
                        .setName(header.getKey().toLowerCase(Locale.ROOT))
                        .setValue(header.getValue())
                        .build());
    }

    private String executedAt() {
        return kind + ":" + site;
    }
}
