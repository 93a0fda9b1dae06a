package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.functions.outbound.Outbound;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HostShardTest {

    @Test
    void aHostWhoseProcessCannotBeStartedIsTriedAgain() {
        Vertx vertx = Vertx.vertx();
        AtomicInteger tries = new AtomicInteger();
        HostSettings settings = HostSettings.defaults(Path.of("target", "functions-home"));
        Context context = vertx.getOrCreateContext();
        HostShard shard = new HostShard(
                new HostKind(true, false),
                vertx,
                context,
                settings,
                (kind, token) -> {
                    tries.incrementAndGet();
                    throw new IOException("no process");
                },
                new Outbound(vertx, false),
                new Admission(settings.calls()),
                new Quarantine(Duration.ofMinutes(1)));

        Future<Host> first = Future.future(
                done -> context.runOnContext(ignored -> shard.start().onComplete(done)));

        assertThat(first.transform(Future::succeededFuture).toCompletionStage())
                .succeedsWithin(Duration.ofSeconds(30))
                .satisfies(ended -> assertThat(ended.cause()).hasMessage("no process"));
        Conditions.until(() -> tries.get() >= 3);
        Functions.await(vertx.close());
    }
}
