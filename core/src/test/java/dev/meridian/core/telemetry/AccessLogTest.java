package dev.meridian.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.meridian.core.cluster.Wait;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.OnContext;
import dev.meridian.core.http.TrustedProxies;
import dev.meridian.core.net.CoarseAddress;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

@Timeout(30)
class AccessLogTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient user = vertx.createHttpClient();
    private final Telemetry telemetry = new Telemetry();
    private final Lines lines = new Lines();
    private final Logger logger = (Logger) LoggerFactory.getLogger("meridian.access");
    private int port;

    /** What was logged, as keys and values. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            seen.add(event.getKeyValuePairs().stream()
                    .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value))));
        }
    }

    @BeforeEach
    void open() throws Exception {
        lines.start();
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        logger.addAppender(lines);
        HttpDoor door = new HttpDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                HttpLimits.DEFAULT,
                TrustedProxies.parse(List.of()),
                Probes.forUsers(telemetry),
                new AccessLog(
                        telemetry, "http", Level.INFO, AccessLogTest::answer, project -> !project.equals("reserved")));
        port = await(door.listen());
    }

    @AfterEach
    void close() throws Exception {
        logger.detachAppender(lines);
        logger.setLevel(null);
        await(vertx.close());
    }

    private static void answer(Exchange exchange) {
        exchange.isOf(exchange.request().path().startsWith("/of-reserved") ? "reserved" : "open");
        if (exchange.request().path().equals("/cut")) {
            exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), 100).write(Buffer.buffer("half"));
            exchange.abort();
        } else {
            exchange.respond(404, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("four"));
        }
    }

    @Test
    void aLineOfAProjectThatIsNotLoggedHereSaysNeitherWhatNorWho() throws Exception {
        await(ask("/of-reserved/salaries?name=ada", ""));

        Wait.until("the line is there", () -> lines.seen.size() == 1);
        assertThat(lines.seen.getFirst())
                .containsEntry("path", "-")
                .containsEntry("client", "127.0.0.0/24")
                .containsEntry("status", "404");
        assertThat(lines.seen.toString()).doesNotContain("salaries", "ada");
        assertThat(CoarseAddress.of("2001:db8:1:2::3")).isEqualTo("2001:db8:1:0:0:0:0:0/48");
        assertThat(CoarseAddress.of("not an address")).isEqualTo("-");
    }

    @Test
    void aRequestIsALineAndATiming() throws Exception {
        await(ask("/a/b?secret=x", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        Wait.until("the line is there", () -> lines.seen.size() == 1);
        assertThat(lines.seen.getFirst())
                .containsEntry("door", "http")
                .containsEntry("method", "GET")
                .containsEntry("host", "127.0.0.1")
                .containsEntry("path", "/a/b")
                .containsEntry("status", "404")
                .containsEntry("bytes", "4")
                .containsEntry("whole", "true")
                .containsEntry("client", "127.0.0.1")
                .containsEntry("trace", "4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(telemetry
                        .metrics()
                        .get("meridian.requests")
                        .tags("door", "http", "method", "GET", "status", "4xx")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aResponseThatWasCutIsCalledSo() throws Exception {
        ask("/cut", "").onComplete(ended -> {});

        Wait.until("the line is there", () -> lines.seen.size() == 1);
        assertThat(lines.seen.getFirst()).containsEntry("whole", "false").containsEntry("bytes", "4");
    }

    private Future<Buffer> ask(String uri, String trace) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(uri)
                .putHeader("traceparent", trace);
        return OnContext.begin(
                vertx,
                () -> user.request(options).compose(request -> request.send()).compose(HttpClientResponse::body));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
