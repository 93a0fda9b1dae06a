package dev.meridian.edge;

import static dev.meridian.edge.EdgeStage.FILE;
import static dev.meridian.edge.EdgeStage.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import dev.meridian.proto.cache.v1.Purge;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too long for memory goes to the disk while it streams, and is served from there. */
class LargeObjectTest {

    private static final int LENGTH = 3_000_000;
    private static final Buffer BODY = body();

    @TempDir
    Path data;

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger validated = new AtomicInteger();
    private volatile boolean announced = true;
    private volatile Map<String, String> headers =
            Map.of("cdn-cache-control", "public, max-age=60", "etag", "\"1\"", "surrogate-key", "large");

    private EdgeStage stage;

    @BeforeEach
    void open() {
        stage = new EdgeStage(
                data,
                Map.of(
                        "edge.functions", "false",
                        "cache.memory", "4MiB",
                        "cache.object", "64KiB",
                        "edge.cache.disk.bytes", "64MiB"),
                List.of(),
                this::answer);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static Buffer body() {
        byte[] bytes = new byte[LENGTH];
        new Random(1).nextBytes(bytes);
        return Buffer.buffer(bytes);
    }

    private void answer(Exchange exchange) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap().addAll(headers);
        if ("\"1\"".equals(exchange.request().headers().get("if-none-match"))) {
            validated.incrementAndGet();
            exchange.respond(304, all, 0).end();
            return;
        }
        asked.incrementAndGet();
        exchange.respond(200, all, announced ? LENGTH : -1).end(BODY);
    }

    private void untilStored() {
        until(() -> stage.telemetry.metrics().scrape().contains("meridian_cache_disk_objects 1"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLargeObjectStreamsAndIsThenServedFromTheDisk(boolean withLength) {
        announced = withLength;

        EdgeStage.Reply first = stage.get(FILE);
        untilStored();
        EdgeStage.Reply second = stage.get(FILE);

        assertThat(first.cache()).startsWith("fwd=uri-miss");
        assertThat(first.body()).isEqualTo(BODY);
        assertThat(second.cache()).isEqualTo("hit; ttl=60; detail=\"disk\"");
        assertThat(second.header("content-length")).isEqualTo(Integer.toString(LENGTH));
        assertThat(second.body()).isEqualTo(BODY);
        assertThat(asked).hasValue(1);
    }

    @Test
    void partsAndConditionsAreAnsweredFromTheDisk() {
        stage.get(FILE);
        untilStored();

        EdgeStage.Reply part = stage.get(FILE, "range", "bytes=1000000-1999999");
        EdgeStage.Reply held = stage.get(FILE, "if-none-match", "\"1\"");
        EdgeStage.Reply head =
                stage.ask(HttpMethod.HEAD, "localhost", FILE, Map.of("x-appwrite-project", "p1"), Buffer.buffer());

        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("content-range")).isEqualTo("bytes 1000000-1999999/3000000");
        assertThat(part.body()).isEqualTo(BODY.slice(1_000_000, 2_000_000));
        assertThat(held.status()).isEqualTo(304);
        assertThat(head.header("content-length")).isEqualTo("3000000");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aStaleLargeObjectIsValidatedAndFreshAgain() {
        stage.get(FILE);
        untilStored();
        stage.pass(Duration.ofSeconds(90));

        EdgeStage.Reply stale = stage.get(FILE);
        until(() -> stage.get(FILE).cache().startsWith("hit"));

        assertThat(stale.cache()).startsWith("fwd=stale; fwd-status=304");
        assertThat(stale.body()).isEqualTo(BODY);
        assertThat(stage.get(FILE).body()).isEqualTo(BODY);
        assertThat(asked).hasValue(1);
        assertThat(validated).hasPositiveValue();
    }

    @Test
    void aPurgedLargeObjectIsFetchedAnew() {
        stage.get(FILE);
        untilStored();

        stage.purge(Purge.newBuilder()
                .setRegion("fra")
                .setEpoch("e")
                .setSequence(1)
                .setProject("p1")
                .addTags("large")
                .build());

        assertThat(stage.get(FILE).cache()).startsWith("fwd=");
        assertThat(asked).hasValue(2);
    }

    @Test
    void aPartOfALargeObjectThatIsNotStoredDoesNotFetchTheWhole() {
        EdgeStage.Reply part = stage.get(FILE, "range", "bytes=0-9");

        assertThat(part.cache()).contains("too large");
        assertThat(stage.telemetry.metrics().scrape()).contains("meridian_cache_disk_objects 0");
    }

    @Test
    void aLargeObjectStandsInForItsRegion() {
        stage.get(FILE);
        untilStored();
        stage.pass(Duration.ofSeconds(90));
        stage.takeRegionDown();

        EdgeStage.Reply reply = stage.get(FILE);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(BODY);
        stage.bringRegionBack();
    }
}
