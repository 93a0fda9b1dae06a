package dev.meridian.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.router.geo.mmdb.TestingMmdb;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator's database at a running router, seen through what it explains. */
@Timeout(90)
class ClientPlacesTest {

    private static final String ADDRESS = "8.8.8.8";

    @TempDir
    private Path folder;

    private Path file;
    private RouterStage stage;

    @BeforeEach
    void start() {
        file = folder.resolve("City.mmdb");
        stage = new RouterStage(Optional.of(file), Duration.ZERO);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aDatabaseIsTakenWhenItIsThereAndAgainWhenItIsReplaced() throws IOException {
        assertThat(client().getString("source")).isEqualTo("table");
        assertThat(client().getString("attribution")).contains("DB-IP", "CC BY 4.0", "modified");

        replace(of(59.9, 10.8, "NO"));
        until(() -> client().getString("country").equals("NO"));
        assertThat(client().getString("source")).isEqualTo("database");
        assertThat(client().getDouble("latitude")).isEqualTo(59.9);
        assertThat(client().getString("attribution")).isEqualTo("Testing-City of 2026-05-28");

        replace(of(-33.9, 151.2, "AU"));
        until(() -> client().getString("country").equals("AU"));
    }

    @Test
    void aBrokenFileAndNoFileLeaveInForceWhatWasBefore() throws IOException {
        byte[] whole = of(59.9, 10.8, "NO");
        replace(whole);
        until(() -> client().getString("country").equals("NO"));
        double refusedBefore = reads("refused");

        replace(Arrays.copyOf(whole, whole.length / 2));
        until(() -> reads("refused") == refusedBefore + 1);
        assertThat(client().getString("country")).isEqualTo("NO");

        Files.delete(file);
        until(() -> reads("refused") == refusedBefore + 2);
        assertThat(client().getString("country")).isEqualTo("NO");
        assertThat(reads("taken")).isEqualTo(1);
    }

    private double reads(String outcome) {
        return stage.telemetry
                .metrics()
                .get("meridian.router.places")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private JsonObject client() {
        return stage.ask(HttpMethod.GET, "any.example.com", "/.meridian/route?host=localhost&ip=" + ADDRESS)
                .body()
                .toJsonObject()
                .getJsonObject("client");
    }

    private void replace(byte[] bytes) throws IOException {
        Path beside = Files.write(folder.resolve("new"), bytes);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] of(double latitude, double longitude, String country) {
        return new TestingMmdb(4, 28)
                .network(new byte[] {8, 0, 0, 0}, 8, TestingMmdb.city(latitude, longitude, country))
                .bytes();
    }

    /** Asks again until it holds. */
    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
