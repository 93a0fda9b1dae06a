package dev.meridian.region.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.region.TestingApi;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class NamesTest {

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private TestingApi api;
    private Database database;
    private EventPlane far;

    @BeforeAll
    void start(@TempDir Path data) {
        api = TestingApi.start(data, region -> List.of());
        database = api.region.database();
        far = api.network.node("nyc", Path.of("unused")).events();
    }

    @AfterAll
    void stop() {
        api.close();
        TestingRegion.wait(vertx.close());
    }

    @Test
    void whatARegionClaimedAndWasKilledBeforeItGaveItOutIsFreedByItsNextLife() {
        assertThat(claim(region(), "lost.example.com")).isTrue();
        assertThat(farHas("lost.example.com")).isFalse();

        Names next = region();
        pass(PendingClaims.LONGEST.minus(MOMENT));
        TestingRegion.wait(next.sweep());
        assertThat(farHas("lost.example.com")).isFalse();
        pass(MOMENT.multipliedBy(2));
        TestingRegion.wait(next.sweep());

        assertThat(farHas("lost.example.com")).isTrue();
        assertThat(TestingRegion.wait(database.read("select 1 from meridian.pending_claim")))
                .isEmpty();
    }

    @Test
    void whatWasGivenOutStaysClaimed() {
        Names names = region();
        claim(names, "given.example.com");
        TestingRegion.wait(database.write("insert into meridian.label values ($1)", "given.example.com"));

        pass(PendingClaims.LONGEST.plus(MOMENT));
        TestingRegion.wait(names.sweep());

        assertThat(farHas("given.example.com")).isFalse();
    }

    @Test
    void aNameThatIsClaimedAgainHasItsTimeAgain() {
        Names names = region();
        claim(names, "again.example.com");
        pass(PendingClaims.LONGEST.minus(MOMENT));
        claim(names, "again.example.com");

        pass(MOMENT.multipliedBy(2));
        TestingRegion.wait(names.sweep());

        assertThat(farHas("again.example.com")).isFalse();
    }

    @Test
    void whatTheClusterLostIsClaimedAgain() {
        TestingRegion.wait(database.write("insert into meridian.label values ($1)", "kept"));
        assertThat(TestingRegion.wait(far.holder("label", "kept"))).isEmpty();

        TestingRegion.wait(region().claimHeld());

        assertThat(farHas("kept")).isFalse();
    }

    @Test
    void askingWhoHasANameClaimsNothing() {
        Names names = region();
        assertThat(TestingRegion.wait(names.isElsewhere(NameKind.LABEL, "asked")))
                .isFalse();
        assertThat(farHas("asked")).isTrue();
        assertThat(TestingRegion.wait(names.isElsewhere(NameKind.LABEL, "asked")))
                .isTrue();
        claim(names, "ours");
        assertThat(TestingRegion.wait(names.isElsewhere(NameKind.LABEL, "ours")))
                .isFalse();
    }

    /** A life of the region: what it knows beside the database dies with it. */
    private Names region() {
        Outbox outbox = new Outbox(vertx, database, now::get, api.region.node().ids());
        return new Names(
                vertx,
                database,
                outbox,
                api.network.node("fra", Path.of("unused")).events(),
                now::get,
                "fra");
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private static boolean claim(Names names, String name) {
        return TestingRegion.wait(names.claim(NameKind.LABEL, name));
    }

    /** Whether another region can have the name; it has it from then on. */
    private boolean farHas(String name) {
        return TestingRegion.wait(far.claim("label", name, "nyc"));
    }
}
