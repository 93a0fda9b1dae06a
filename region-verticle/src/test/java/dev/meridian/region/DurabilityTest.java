package dev.meridian.region;

import static dev.meridian.region.TestingRegion.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.id.Ids;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.outbox.OutboxEvent;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.DatabaseSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurabilityTest {

    @Test
    void aRegionThatStartsAgainHasAllThatItAcknowledged(@TempDir Path data) {
        Vertx vertx = Vertx.vertx();
        TestingNetwork network = new TestingNetwork(vertx, "fra");
        try (TestingRegion first = TestingRegion.start(network, vertx, "fra", data)) {
            first.post("/v1/account", object("userId", "ada", "email", "a@b.org", "password", "12345678"));
        }

        try (TestingRegion second = TestingRegion.start(network, vertx, "fra", data)) {
            assertThat(second.post("/v1/account/sessions/email", object("email", "a@b.org", "password", "12345678"))
                            .status())
                    .isEqualTo(201);
        }
        TestingRegion.wait(vertx.close());
    }

    @Test
    void anEventWhoseDeliveryWasCutOffIsDeliveredAfterTheRestart(@TempDir Path data) {
        Vertx vertx = Vertx.vertx();
        Clock clock = Clock.systemUTC();
        Ids ids = new Ids(clock, new SecureRandom());
        Path binaries = Path.of("target", "postgres-binaries").toAbsolutePath();
        DatabaseSettings settings = new DatabaseSettings(Optional.empty(), data, binaries, 0, 4);

        Database before = TestingRegion.wait(Database.open(vertx, settings));
        Outbox cutOff = new Outbox(vertx, before, clock, ids);
        Promise<Void> taken = Promise.promise();
        cutOff.deliver("news", event -> {
            taken.tryComplete();
            return Promise.<Void>promise().future();
        });
        TestingRegion.wait(before.transaction(
                transaction -> cutOff.add(transaction, new OutboxEvent("p", "news", Buffer.buffer("hello")))));
        cutOff.start();
        TestingRegion.wait(taken.future());
        TestingRegion.wait(cutOff.close());
        TestingRegion.wait(before.close());

        Database after = TestingRegion.wait(Database.open(vertx, settings));
        Outbox again = new Outbox(vertx, after, clock, ids);
        AtomicInteger deliveries = new AtomicInteger();
        Promise<Buffer> delivered = Promise.promise();
        again.deliver("news", event -> {
            deliveries.incrementAndGet();
            delivered.tryComplete(event.payload());
            return Future.succeededFuture();
        });
        again.start();

        assertThat(TestingRegion.wait(delivered.future()).toString()).isEqualTo("hello");
        assertThat(deliveries).hasValue(1);
        TestingRegion.wait(again.close());
        TestingRegion.wait(after.close());
        TestingRegion.wait(vertx.close());
    }
}
