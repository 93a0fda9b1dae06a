package dev.meridian.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Runs under the heap of the build's tests, which is smaller than the bodies. */
final class StreamingTest {

    private static final long GIBIBYTE = 1L << 30;
    private static final Buffer CHUNK = Buffer.buffer(new byte[64 << 10]);
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void aGibibyteGoesUpAndOnlyWhatIsUnderWayIsHeld() {
        try (RelayStage stage = new RelayStage(exchange -> {
            AtomicLong seen = new AtomicLong();
            exchange.body().handler(slice -> seen.addAndGet(slice.length()));
            exchange.body()
                    .endHandler(ignored -> exchange.respond(
                            200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(Long.toString(seen.get()))));
            exchange.body().resume();
        })) {
            Buffer answer = RelayStage.await(
                    stage.user.request(HttpMethod.PUT, "/v1/up").compose(request -> {
                        request.putHeader("content-length", Long.toString(GIBIBYTE));
                        pour(request, GIBIBYTE, new AtomicLong());
                        return request.response().compose(response -> response.body());
                    }),
                    LONG);

            assertThat(answer).hasToString(Long.toString(GIBIBYTE));
        }
    }

    @Test
    void aGibibyteComesDownAndOnlyWhatIsUnderWayIsHeld() {
        try (RelayStage stage = new RelayStage(exchange -> pour(
                exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), GIBIBYTE), GIBIBYTE, new AtomicLong()))) {
            AtomicLong seen = new AtomicLong();
            RelayStage.await(
                    stage.user
                            .request(HttpMethod.GET, "/v1/down")
                            .compose(request -> request.send().compose(response -> {
                                response.handler(slice -> seen.addAndGet(slice.length()));
                                return response.end();
                            })),
                    LONG);

            assertThat(seen).hasValue(GIBIBYTE);
        }
    }

    @Test
    void aReaderThatStopsStopsTheWriterAtTheFarEnd() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        try (RelayStage stage = new RelayStage(exchange -> {
            WriteStream<Buffer> sink = exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), GIBIBYTE);
            pour(sink, GIBIBYTE, written);
        })) {
            RelayStage.await(stage.user
                    .request(HttpMethod.GET, "/v1/slow")
                    .compose(request -> request.send().map(response -> response.pause())));
            stage.vertx.setPeriodic(200, new io.vertx.core.Handler<>() {
                private long last = -1;

                @Override
                public void handle(Long timer) {
                    if (written.get() == last && last > 0) {
                        stopped.complete(null);
                    }
                    last = written.get();
                }
            });
            stopped.get(20, TimeUnit.SECONDS);

            assertThat(written.get()).isLessThan(64L << 20);
        }
    }

    /** Writes as fast as the stream takes it. */
    private static Future<Void> pour(WriteStream<Buffer> to, long bytes, AtomicLong written) {
        Promise<Void> done = Promise.promise();
        new Runnable() {
            @Override
            public void run() {
                while (written.get() < bytes) {
                    if (to.writeQueueFull()) {
                        to.drainHandler(ignored -> run());
                        return;
                    }
                    to.write(CHUNK);
                    written.addAndGet(CHUNK.length());
                }
                to.end().onComplete(done);
            }
        }.run();
        return done.future();
    }
}
