package dev.meridian.core.telemetry;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.net.CoarseAddress;
import dev.meridian.core.time.Deadline;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes a line on the logger {@code meridian.access} for every exchange that a handler answers, and times it as
 * {@code meridian.requests} by door, method and class of status ({@code 2xx}; {@code none} when nothing was answered).
 *
 * <p>Of a project whose lines may not be whole here, a line has no path, and of the client only its network.
 */
public final class AccessLog implements Handler<Exchange> {

    private static final Logger LOG = LoggerFactory.getLogger("meridian.access");
    private static final Set<HttpMethod> NAMED = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"};

    private final Telemetry telemetry;
    private final String door;
    private final Level level;
    private final Handler<Exchange> handler;
    private final Predicate<String> whole;
    private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();

    /** What a timer's exchanges have in common. */
    private record Outcome(String method, String status) {}

    /** Every line whole. */
    public AccessLog(Telemetry telemetry, String door, Level level, Handler<Exchange> handler) {
        this(telemetry, door, level, handler, project -> true);
    }

    /**
     * @param door which door the exchanges come through, one word of a closed set such as {@code http} or {@code relay}
     * @param level of the lines
     * @param whole whether lines of a project may be whole here
     */
    public AccessLog(
            Telemetry telemetry, String door, Level level, Handler<Exchange> handler, Predicate<String> whole) {
        this.telemetry = telemetry;
        this.door = door;
        this.level = level;
        this.handler = handler;
        this.whole = whole;
    }

    @Override
    public void handle(Exchange exchange) {
        Logged logged = new Logged(exchange);
        exchange.ended().onComplete(result -> write(logged, result.succeeded()));
        handler.handle(logged);
    }

    private void write(Logged exchange, boolean whole) {
        long nanos = System.nanoTime() - exchange.began;
        if (LOG.isEnabledForLevel(level)) {
            log(exchange, nanos, whole);
        }
        timers.computeIfAbsent(outcome(exchange), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private void log(Logged exchange, long nanos, boolean whole) {
        RequestHead request = exchange.request();
        boolean told = exchange.project.isEmpty() || this.whole.test(exchange.project);
        String client = exchange.provenance().clientAddress();
        LOG.atLevel(level)
                .addKeyValue("door", door)
                .addKeyValue("method", request.method())
                .addKeyValue("host", request.host())
                .addKeyValue("path", told ? printable(request.path()) : "-")
                .addKeyValue("status", exchange.status)
                .addKeyValue("bytes", exchange.bytes)
                .addKeyValue("ms", nanos / 1_000_000)
                .addKeyValue("whole", whole)
                .addKeyValue("client", told ? client : CoarseAddress.of(client))
                .addKeyValue("trace", exchange.provenance().trace().traceId())
                .log("Request");
    }

    private static Outcome outcome(Logged exchange) {
        HttpMethod method = exchange.request().method();
        return new Outcome(NAMED.contains(method) ? method.name() : "OTHER", CLASSES[exchange.status / 100]);
    }

    private Timer timer(Outcome outcome) {
        return Timer.builder("meridian.requests")
                .description("Time from a request's head to the end of its response")
                .tag("door", door)
                .tag("method", outcome.method())
                .tag("status", outcome.status())
                .register(telemetry.metrics());
    }

    /** A path cannot begin a new line of the log. */
    private static String printable(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) <= ' ' || path.charAt(i) >= 0x7f) {
                return path.replaceAll("[^\\x21-\\x7e]", "?");
            }
        }
        return path;
    }

    /** The exchange as it is, its response counted. */
    private static final class Logged implements Exchange {

        private final Exchange exchange;
        private final long began = System.nanoTime();
        private String project;
        private int status;
        private long bytes;

        Logged(Exchange exchange) {
            this.exchange = exchange;
            this.project = exchange.provenance().project();
        }

        @Override
        public Optional<String> sender() {
            return exchange.sender();
        }

        @Override
        public void isOf(String project) {
            this.project = project;
        }

        @Override
        public RequestHead request() {
            return exchange.request();
        }

        @Override
        public Provenance provenance() {
            return exchange.provenance();
        }

        @Override
        public Deadline deadline() {
            return exchange.deadline();
        }

        @Override
        public ReadStream<Buffer> body() {
            return exchange.body();
        }

        @Override
        public ReadStream<Buffer> switched() {
            return exchange.switched();
        }

        @Override
        public void inform(int status, MultiMap headers) {
            exchange.inform(status, headers);
        }

        @Override
        public WriteStream<Buffer> respond(int status, MultiMap headers, long contentLength) {
            WriteStream<Buffer> sink = exchange.respond(status, headers, contentLength);
            this.status = status;
            return new Counted(sink);
        }

        @Override
        public boolean isResponded() {
            return exchange.isResponded();
        }

        @Override
        public void abort() {
            exchange.abort();
        }

        @Override
        public Future<Void> ended() {
            return exchange.ended();
        }

        private final class Counted implements WriteStream<Buffer> {

            private final WriteStream<Buffer> sink;

            Counted(WriteStream<Buffer> sink) {
                this.sink = sink;
            }

            @Override
            public Future<Void> write(Buffer data) {
                bytes += data.length();
                return sink.write(data);
            }

            @Override
            public Future<Void> end() {
                return sink.end();
            }

            @Override
            public Future<Void> end(Buffer data) {
                bytes += data.length();
                return sink.end(data);
            }

            @Override
            public boolean writeQueueFull() {
                return sink.writeQueueFull();
            }

            @Override
            public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
                sink.setWriteQueueMaxSize(maxSize);
                return this;
            }

            @Override
            public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> drained) {
                sink.drainHandler(drained);
                return this;
            }

            @Override
            public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> failed) {
                sink.exceptionHandler(failed);
                return this;
            }
        }
    }
}
