package dev.meridian.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CancellationTest {

    @Test
    void aUserWhoLeavesEndsTheExchangeAtTheFarEnd() throws Exception {
        CompletableFuture<Exchange> far = new CompletableFuture<>();
        try (RelayStage stage = new RelayStage(far::complete)) {
            var request = RelayStage.await(stage.user.request(HttpMethod.GET, "/v1/long"));
            request.send();
            Exchange exchange = far.get(10, TimeUnit.SECONDS);

            request.connection().close();

            assertFails(exchange.ended());
        }
    }

    @Test
    void aFarEndThatBreaksOffNeverLooksLikeAWholeResponse() {
        try (RelayStage stage = new RelayStage(exchange -> {
            exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), -1)
                    .write(Buffer.buffer("half"))
                    .onComplete(ignored -> exchange.abort());
        })) {
            Future<Buffer> body = stage.user
                    .request(HttpMethod.GET, "/v1/half")
                    .compose(request -> request.send().compose(response -> response.body()));

            assertFails(body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"four", "and more than ten bytes"})
    void aBodyOfAnotherLengthThanWasAnnouncedNeverLooksWhole(String body) {
        try (RelayStage stage = new RelayStage(exchange ->
                exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), 10).end(Buffer.buffer(body)))) {
            Future<Buffer> whole = stage.user
                    .request(HttpMethod.GET, "/v1/other")
                    .compose(request -> request.send().compose(response -> response.body()));

            assertFails(whole);
        }
    }

    @Test
    void aCallThatIsCancelledEndsTheExchangeAtThePeer() throws Exception {
        CompletableFuture<Exchange> far = new CompletableFuture<>();
        try (RelayStage stage = new RelayStage(far::complete)) {
            RelayCall call =
                    RelayStage.await(stage.relay.open(stage.far, request(Provenance.MAX_HOPS, Deadline.NEVER)));
            Exchange exchange = far.get(10, TimeUnit.SECONDS);

            stage.vertx.runOnContext(ignored -> call.cancel());

            assertFails(exchange.ended());
            assertFails(call.response());
        }
    }

    @Test
    void aRequestWhoseTimeRunsOutIsAnsweredSo() {
        try (RelayStage stage = new RelayStage(exchange -> exchange.body().resume())) {
            Deadline soon = Deadline.after(Duration.ofMillis(300));
            Future<Integer> status = onContext(
                    stage,
                    () -> stage.relay
                            .open(stage.far, request(Provenance.MAX_HOPS, soon))
                            .compose(call -> {
                                call.end();
                                return call.response().map(RelayResponse::status);
                            })
                            .recover(failure -> Future.succeededFuture(
                                    ((Problem) failure).type().status())));

            assertThat(RelayStage.await(status)).isEqualTo(ProblemType.DEADLINE_EXCEEDED.status());
        }
    }

    @Test
    void aRequestWithNoHopsLeftIsRefused() {
        try (RelayStage stage = new RelayStage(exchange -> exchange.abort())) {
            Future<Integer> status = onContext(
                    stage,
                    () -> stage.relay
                            .open(stage.far, request(0, Deadline.NEVER))
                            .compose(call -> {
                                call.end();
                                return call.response().map(RelayResponse::status);
                            }));

            assertThat(RelayStage.await(status)).isEqualTo(508);
        }
    }

    static RelayRequest request(int hops, Deadline deadline) {
        RequestHead head =
                new RequestHead(HttpMethod.GET, "http", "localhost", "/", MultiMap.caseInsensitiveMultiMap(), 0);
        return new RelayRequest(head, new Provenance("192.0.2.1", hops, TraceParent.parse(null), "", ""), deadline);
    }

    private static <T> Future<T> onContext(RelayStage stage, java.util.function.Supplier<Future<T>> work) {
        io.vertx.core.Promise<T> promise = io.vertx.core.Promise.promise();
        stage.vertx.runOnContext(ignored -> work.get().onComplete(promise));
        return promise.future();
    }

    private static void assertFails(Future<?> future) {
        assertThatThrownBy(() -> future.toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isNotInstanceOf(java.util.concurrent.TimeoutException.class);
    }
}
