package dev.meridian.launcher.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.http.Listen;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.relay.Asked;
import dev.meridian.core.relay.LinkState;
import dev.meridian.core.relay.PathSwitch;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.RelayClient;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.core.relay.RelayPath;
import dev.meridian.core.relay.RelayTls;
import dev.meridian.core.relay.TunnelDoor;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes over real sockets, each with the certificates that a case gives it. */
@Timeout(60)
class MutualTlsTest {

    private final Instant now = Instant.now();
    private final Instant later = now.plus(Duration.ofDays(1));
    private static final NodeNames HERE = new NodeNames("node", List.of("localhost", "127.0.0.1"));

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<RelayClient> relays = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> senders = new CopyOnWriteArrayList<>();
    private final MeterRegistry tunnelled = new Telemetry().metrics();
    private Authority authority;
    private int files;

    @BeforeEach
    void authority() throws IOException {
        authority = Authority.create(now, later);
    }

    @AfterEach
    void close() throws Exception {
        for (RelayClient relay : relays) {
            await(relay.close());
        }
        await(vertx.close());
    }

    @Test
    void nodesOfOneAuthorityTalk() throws Exception {
        int port = door(authority.issue(HERE, now, later));

        RelayClient relay = relay(Optional.of(tls(authority.issue(HERE, now, later), authority)));
        until("it answers", () -> relay.link(at(port)) instanceof LinkState.Up);

        assertThat(ask(relay, port)).isEqualTo("over TLS");
    }

    @Test
    void aNodeIsWhoItsCertificateSaysWhateverItCallsItself() throws Exception {
        int port = door(authority.issue(HERE, now, later));
        Optional<RelayTls> tls = Optional.of(tls(authority.issue(HERE, now, later), authority));

        for (String claim : new String[] {"node", "", "edge-fra"}) {
            RelayClient relay = new RelayClient(vertx, tls, claim);
            relays.add(relay);
            until("it answers", () -> relay.link(at(port)) instanceof LinkState.Up);
            ask(relay, port);
        }

        assertThat(senders).as("nobody for the one that claims another's name").containsExactly("node", "node", "");
    }

    @Test
    void aCallerWithoutTlsGetsNothing() throws Exception {
        assertRefused(door(authority.issue(HERE, now, later)), Optional.empty());
    }

    @Test
    void aCallerOfAnotherAuthorityIsRefused() throws Exception {
        Authority other = Authority.create(now, later);

        assertRefused(
                door(authority.issue(HERE, now, later)), Optional.of(tls(other.issue(HERE, now, later), authority)));
    }

    @Test
    void aCallerWhoseCertificateHasRunOutIsRefused() throws Exception {
        Identity old = authority.issue(HERE, now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)));

        assertRefused(door(authority.issue(HERE, now, later)), Optional.of(tls(old, authority)));
    }

    @Test
    void aCallerWithoutACertificateIsRefused() throws Exception {
        int port = door(authority.issue(HERE, now, later));
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(tls(authority.issue(HERE, now, later), authority)
                                .authority()
                                .toString()));

        HttpClient user = vertx.createHttpClient(options);
        assertThatThrownBy(() -> await(begin(() -> user.request(HttpMethod.GET, port, "localhost", "/livez")
                        .compose(request -> request.send())
                        .compose(response -> response.body()))))
                .isInstanceOf(ExecutionException.class);
        await(user.close());
    }

    @Test
    void aCalleeOfAnotherAuthorityIsNotSpokenTo() throws Exception {
        Authority other = Authority.create(now, later);

        assertRefused(
                door(other.issue(HERE, now, later)), Optional.of(tls(authority.issue(HERE, now, later), authority)));
    }

    @Test
    void aNodeCannotPassForAnotherAtItsAddress() throws Exception {
        NodeNames elsewhere = new NodeNames("edge-nyc", List.of("nyc.internal", "10.9.9.9"));

        assertRefused(
                door(authority.issue(elsewhere, now, later)),
                Optional.of(tls(authority.issue(HERE, now, later), authority)));
    }

    @Test
    void aTunnelIsTlsBetweenItsTwoEndsAndCarriesToKnownNodesOnly() throws Exception {
        int far = door(authority.issue(HERE, now, later));
        int between = tunnelDoor(far);
        int unknown = door(authority.issue(HERE, now, later));
        RelayClient relay = relay(Optional.of(tls(authority.issue(HERE, now, later), authority)));
        PathSwitch ways = relay.paths(at(far));
        RelayPath.Via via = new RelayPath.Via("edge-between", at(between));

        ways.attempt(via);
        until("the tunnel answers", () -> isUp(ways.tried()));
        ways.adopt();

        assertThat(ask(relay, far)).isEqualTo("over TLS");
        assertThat(relay.link(at(far)))
                .isInstanceOfSatisfying(
                        LinkState.Up.class, up -> assertThat(up.path()).isEqualTo(via));
        relay.paths(at(unknown)).attempt(via);
        until("it is refused", () -> isDown(relay.paths(at(unknown)).tried()));
    }

    @Test
    void nobodyPassesForAnotherAtTheEndOfATunnel() throws Exception {
        NodeNames elsewhere = new NodeNames("edge-nyc", List.of("nyc.internal", "10.9.9.9"));
        int far = door(authority.issue(elsewhere, now, later));
        int between = tunnelDoor(far);
        RelayClient relay = relay(Optional.of(tls(authority.issue(HERE, now, later), authority)));

        relay.paths(at(far)).attempt(new RelayPath.Via("edge-between", at(between)));

        until("it is refused", () -> isDown(relay.paths(at(far)).tried()));
        assertThat(tunnelled.counter("meridian.relay.tunnel.bytes").count()).isPositive();
        assertThat(answered).hasValue(0);
    }

    @Test
    void aCallerOfAnotherAuthorityGetsNoTunnel() throws Exception {
        int far = door(authority.issue(HERE, now, later));
        int between = tunnelDoor(far);
        Identity stranger = Authority.create(now, later).issue(HERE, now, later);
        RelayClient relay = relay(Optional.of(tls(stranger, authority)));

        relay.paths(at(far)).attempt(new RelayPath.Via("edge-between", at(between)));

        until("it is refused", () -> isDown(relay.paths(at(far)).tried()));
        assertThat(tunnelled.counter("meridian.relay.tunnel.bytes").count()).isZero();
    }

    private static boolean isUp(Optional<LinkState> state) {
        return state.filter(LinkState.Up.class::isInstance).isPresent();
    }

    private static boolean isDown(Optional<LinkState> state) {
        return state.filter(it -> it instanceof LinkState.Down(String reason) && !reason.contains("Timeout"))
                .isPresent();
    }

    /** A machine that is busy may be late for a handshake; only what the other side did counts. */
    private void assertRefused(int port, Optional<RelayTls> caller) {
        RelayClient relay = relay(caller);
        until(
                "it is refused",
                () -> relay.link(at(port)) instanceof LinkState.Down(String reason) && !reason.contains("Timeout"));
        assertThatThrownBy(() -> ask(relay, port)).hasCauseInstanceOf(Problem.class);
        assertThat(answered).hasValue(0);
    }

    private static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private RelayClient relay(Optional<RelayTls> tls) {
        RelayClient relay = new RelayClient(vertx, tls);
        relays.add(relay);
        return relay;
    }

    private static PeerAddress at(int port) {
        return new PeerAddress("127.0.0.1", port);
    }

    private int door(Identity identity) throws Exception {
        return door(identity, Probes.forOperators(new Telemetry()));
    }

    /** Carries tunnels to one other door. */
    private int tunnelDoor(int far) throws Exception {
        return door(
                authority.issue(HERE, now, later),
                new TunnelDoor(
                        vertx,
                        tunnelled,
                        asked -> Optional.of(at(far))
                                .filter(node -> node.toString().equals(asked))));
    }

    private int door(Identity identity, Predicate<HttpServerRequest> probes) throws Exception {
        RelayDoor door = new RelayDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                Optional.of(tls(identity, authority)),
                probes,
                exchange -> {
                    answered.incrementAndGet();
                    senders.add(exchange.sender().orElse("a user"));
                    exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("over TLS"));
                },
                List.of());
        return await(begin(door::listen));
    }

    private String ask(RelayClient relay, int port) throws Exception {
        return await(begin(() -> Asked.of(relay, at(port), "/")));
    }

    private RelayTls tls(Identity identity, Authority trusted) throws IOException {
        Path certificate = folder.resolve(++files + ".crt");
        Path key = folder.resolve(files + ".key");
        Path root = folder.resolve(files + ".ca");
        Pem.writeCertificate(certificate, identity.certificate());
        Pem.writeKey(key, identity.key());
        Pem.writeCertificate(root, trusted.certificate());
        return new RelayTls(certificate, key, root);
    }

    private <T> Future<T> begin(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        vertx.getOrCreateContext().runOnContext(turn -> work.get().onComplete(done));
        return done.future();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
