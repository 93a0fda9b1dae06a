package dev.meridian.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.Listen;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.proto.cache.v1.Purge;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real edge in a process of its own ({@link RestartedEdge}) is killed amid traffic, and started again on its folder. */
class EdgeRestartTest {

    private static final int FILES = 40;
    private static final int BYTES = 20_000;

    @TempDir
    Path data;

    private final Vertx vertx = Vertx.vertx();
    private final RegionPurges purges = new RegionPurges();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<Integer, Integer> versions = new ConcurrentHashMap<>();
    private final HttpClient user =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RelayDoor door = new RelayDoor(
            vertx,
            new Listen("127.0.0.1", 0),
            Optional.empty(),
            Probes.forOperators(new Telemetry()),
            this::answer,
            List.of(purges.service()));
    private final int regionPort = EdgeStage.await(door.listen());
    private Optional<Process> edge = Optional.empty();
    private BufferedReader told = new BufferedReader(Reader.nullReader());
    private long sequence;
    private int port;

    @AfterEach
    void close() {
        kill();
        user.close();
        EdgeStage.await(vertx.close());
    }

    private static Buffer body(int file, int version, int length) {
        byte[] bytes = new byte[length];
        new Random(file * 1_000L + version).nextBytes(bytes);
        return Buffer.buffer(bytes);
    }

    private void answer(Exchange exchange) {
        asked.incrementAndGet();
        int file = Integer.parseInt(exchange.request().uri().replaceFirst(".*n=", ""));
        int version = versions.getOrDefault(file, 1);
        Buffer body = body(file, version, file < FILES ? BYTES : 5_000 * (file % 100));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("cdn-cache-control", "public, max-age=3600")
                .add("etag", '"' + sha256(body.getBytes()) + '"')
                .add("x-version", Integer.toString(version))
                .add("surrogate-key", "f" + file);
        exchange.respond(200, headers, body);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException absent) {
            throw new AssertionError(absent);
        }
    }

    private void start(boolean untilLevel) throws IOException {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestartedEdge.class.getName(),
                        data.toString(),
                        Integer.toString(regionPort)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        edge = Optional.of(child);
        told = child.inputReader();
        port = await("\\d+").map(Integer::parseInt).orElseThrow();
        if (untilLevel) {
            assertThat(await("level")).isPresent();
        }
    }

    /** The next line of a kind; others are the log's. */
    private Optional<String> await(String kind) throws IOException {
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            if (line.matches(kind)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private void kill() {
        edge.ifPresent(process -> {
            process.toHandle().destroyForcibly();
            process.toHandle().onExit().join();
        });
    }

    private HttpResponse<byte[]> get(int file) throws IOException {
        String uri = "http://localhost:" + port + EdgeStage.FILE + "?n=" + file;
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("x-appwrite-project", "p1")
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<byte[]> response = user.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() == 200) {
                assertThat(response.headers().firstValue("etag"))
                        .as("what file %d hashes to", file)
                        .contains('"' + sha256(response.body()) + '"');
            }
            return response;
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private static String cache(HttpResponse<byte[]> response) {
        return response.headers().firstValue("cache-status").orElse("");
    }

    private static int version(HttpResponse<byte[]> response) {
        return Integer.parseInt(response.headers().firstValue("x-version").orElse("0"));
    }

    /** A file changes, and the region purges it. */
    private void purge(int file) {
        versions.put(file, 2);
        purges.draw(Purge.newBuilder()
                .setRegion("fra")
                .setEpoch("e")
                .setProject("p1")
                .setSequence(++sequence)
                .addTags("f" + file)
                .build());
    }

    private long onDisk() {
        try (Stream<Path> files = Files.list(data.resolve("cache"))) {
            return files.map(Path::toFile).mapToLong(File::length).sum();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Asks for other files again and again until the edge is gone. */
    private Thread traffic(AtomicBoolean stopped) {
        return Thread.ofPlatform().start(() -> {
            Random random = new Random(1);
            while (!stopped.get()) {
                try {
                    get(FILES + random.nextInt(100));
                } catch (IOException killed) {
                    return;
                }
            }
        });
    }

    @Test
    void whatWasOnTheDiskIsServedAfterAKillAndWhatWasPurgedIsNot() throws Exception {
        start(true);
        for (int round = 0; round < 2; round++) {
            for (int file = 0; file < FILES; file++) {
                assertThat(get(file).statusCode()).isEqualTo(200);
            }
        }
        EdgeStage.until(() -> onDisk() > FILES * BYTES);
        purge(3);
        assertThat(await("confirmed 1")).isPresent();
        AtomicBoolean stopped = new AtomicBoolean();
        Thread traffic = traffic(stopped);
        int before = asked.get();
        EdgeStage.until(() -> asked.get() > before + 60);

        kill();
        stopped.set(true);
        traffic.join();
        purge(5);
        start(true);

        int afterwards = asked.get();
        for (int file :
                IntStream.range(0, FILES).filter(file -> file != 3 && file != 5).toArray()) {
            assertThat(cache(get(file))).as("file %d", file).contains("; hit", "detail=\"disk\"");
        }
        assertThat(asked).hasValue(afterwards);
        assertThat(version(get(3))).isEqualTo(2);
        assertThat(version(get(5))).isEqualTo(2);
        for (int file = FILES; file < FILES + 100; file++) {
            assertThat(get(file).statusCode()).isEqualTo(200);
        }

        purge(7);
        assertThat(await("confirmed 3")).isPresent();
        kill();
        EdgeStage.await(door.close(Duration.ZERO));
        start(false);

        assertThat(get(7).statusCode()).as("purged before the kill").isEqualTo(503);
        HttpResponse<byte[]> standIn = get(1);
        assertThat(standIn.statusCode()).isEqualTo(200);
        assertThat(cache(standIn)).contains("fwd=stale");
    }
}
