package dev.meridian.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Listen;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Stops and kills a peer that is a process of its own. */
final class PeerDeathTest {

    @Test
    void aPeerThatHangsIsDeadWithinASecondAndBackWhenItGoesOn() throws Exception {
        Vertx vertx = Vertx.vertx();
        RelayClient relay = new RelayClient(vertx, Optional.empty());
        try (Peering peer = Peering.start(0)) {
            until(Duration.ofSeconds(10), () -> relay.link(peer.address) instanceof LinkState.Up);
            CountDownLatch failed = new CountDownLatch(1);
            CountDownLatch opened = new CountDownLatch(1);
            vertx.runOnContext(ignored -> relay.open(
                            peer.address, CancellationTest.request(Provenance.MAX_HOPS, Deadline.NEVER))
                    .onSuccess(call -> {
                        opened.countDown();
                        call.response().onFailure(cause -> failed.countDown());
                    }));
            assertThat(opened.await(5, TimeUnit.SECONDS)).isTrue();
            peer.signal("STOP");
            long stopped = System.nanoTime();

            until(Duration.ofSeconds(3), () -> relay.link(peer.address) instanceof LinkState.Down);
            long noticed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopped);
            assertThat(failed.await(2, TimeUnit.SECONDS)).isTrue();
            Future<RelayCall> next =
                    relay.open(peer.address, CancellationTest.request(Provenance.MAX_HOPS, Deadline.NEVER));
            until(Duration.ofSeconds(1), next::isComplete);
            assertThat(next.cause())
                    .isInstanceOfSatisfying(
                            dev.meridian.core.problem.Problem.class,
                            problem -> assertThat(problem.isRetryable()).isTrue());

            peer.signal("CONT");
            until(Duration.ofSeconds(5), () -> relay.link(peer.address) instanceof LinkState.Up);
            assertThat(noticed).isLessThan(1_500);
        } finally {
            RelayStage.await(relay.close());
            RelayStage.await(vertx.close());
        }
    }

    @Test
    void aPeerThatWasKilledAndStartedAgainIsBackByItself() throws Exception {
        Vertx vertx = Vertx.vertx();
        RelayClient relay = new RelayClient(vertx, Optional.empty());
        int port;
        try (Peering first = Peering.start(0)) {
            port = first.address.port();
            until(Duration.ofSeconds(10), () -> relay.link(first.address) instanceof LinkState.Up);
        }
        PeerAddress address = new PeerAddress("127.0.0.1", port);
        until(Duration.ofSeconds(2), () -> relay.link(address) instanceof LinkState.Down);
        try (Peering second = Peering.start(port)) {
            until(Duration.ofSeconds(10), () -> relay.link(second.address) instanceof LinkState.Up);
        } finally {
            RelayStage.await(relay.close());
            RelayStage.await(vertx.close());
        }
    }

    /** Bounded waiting for what other threads and processes bring about. */
    private static void until(Duration within, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time within which it must hold").isLessThan(deadline);
            if (never.await(5, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /** A relay door in a JVM of its own; it never answers exchanges. */
    private record Peering(Process process, PeerAddress address) implements AutoCloseable {

        static Peering start(int port) throws IOException {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            Integer.toString(port)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("port ")) {
                    return new Peering(process, new PeerAddress("127.0.0.1", Integer.parseInt(line.substring(5))));
                }
            }
            throw new IOException("the peer ended before it listened");
        }

        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    /** What the child process runs. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) {
            Vertx vertx = Vertx.vertx();
            RelayDoor door = new RelayDoor(
                    vertx,
                    new Listen("127.0.0.1", Integer.parseInt(arguments[0])),
                    Optional.empty(),
                    Probes.forOperators(new Telemetry()),
                    exchange -> {
                        if (exchange.request().path().equals("/ok")) {
                            exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
                        }
                    },
                    List.of());
            door.listen().onSuccess(port -> System.out.println("port " + port));
        }
    }
}
