package dev.meridian.launcher.bench.hop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.launcher.bench.hop.PoliteClients.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoliteClientsTest {

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void eachHasAnAddressAndRefusalsAreNotAmongTheAnswers() throws Exception {
        int port = await(vertx.createHttpServer()
                        .requestHandler(request -> {
                            String client = String.valueOf(request.getHeader("x-forwarded-for"));
                            seen.add(client);
                            request.response()
                                    .setStatusCode(client.endsWith(".1") ? 429 : 200)
                                    .end("x");
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Outcome outcome = await(new PoliteClients(vertx).run(port, "/", Duration.ofSeconds(1)));

        assertThat(seen).hasSize(PoliteClients.CLIENTS).contains("192.0.2.1", "192.0.2.32");
        assertThat(outcome.figures().perSecond()).isPositive();
        assertThat(outcome.refused()).isPositive();
    }

    @Test
    void whatWasDueAndHasNoAnswerIsCounted() throws Exception {
        int port = await(vertx.createHttpServer()
                        .requestHandler(request -> request.response().setStatusCode(200))
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Outcome outcome = await(new PoliteClients(vertx).run(port, "/", Duration.ofSeconds(1)));

        assertThat(outcome.figures().perSecond()).isZero();
        assertThat(outcome.unanswered()).isGreaterThanOrEqualTo(PoliteClients.CLIENTS);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
