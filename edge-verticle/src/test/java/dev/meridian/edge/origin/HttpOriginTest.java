package dev.meridian.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.hosts.OriginAddress;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.TrustedProxies;
import dev.meridian.core.net.AddressGuard;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.edge.cache.CacheSettings;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.edge.cache.policy.Source;
import dev.meridian.edge.cache.store.ResourceKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache with the strict profile between raw sockets: what goes over each of them is looked at byte by byte. */
@Timeout(30)
class HttpOriginTest {

    private static final String STORED = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";

    private final Vertx vertx = Vertx.vertx();
    private RawOrigin origin = new RawOrigin(head -> RawOrigin.CLOSE);
    private HttpOrigins origins = new HttpOrigins(vertx, HttpOriginSettings.DEFAULT);
    private int port;

    private void start(Function<String, String> answers) throws Exception {
        start(HttpOriginSettings.DEFAULT.allowingPrivate(), answers);
    }

    private void start(HttpOriginSettings settings, Function<String, String> answers) throws Exception {
        origin.close();
        origin = new RawOrigin(answers);
        OriginAddress address = OriginAddress.parse("http://127.0.0.1:" + origin.port());
        origins = new HttpOrigins(vertx, settings);
        CacheSettings bounds = new CacheSettings(16 << 20, 100, 1 << 20, Duration.ofSeconds(30), Profile.STRICT);
        EdgeCache cache = new EdgeCache(vertx, bounds, "test", InstantSource.system(), new Telemetry());
        HttpDoor door = new HttpDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                HttpLimits.DEFAULT,
                TrustedProxies.parse(List.of()),
                Probes.forUsers(new Telemetry()),
                exchange -> cache.serve(
                        exchange,
                        new ResourceKey(
                                "cache",
                                "cache",
                                exchange.request().authority(),
                                exchange.request().uri()),
                        origins.origin(exchange, address),
                        Source.OUTSIDE));
        port = await(door.listen());
    }

    @AfterEach
    void close() throws Exception {
        origin.close();
        await(origins.close());
        await(vertx.close());
    }

    @Test
    void interimResponsesPassAndAreNotStored() throws Exception {
        start(head -> "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
                + STORED + "Content-Length: 2\r\n\r\nhi");

        String first = ask("GET /a");
        String second = ask("GET /a");

        assertThat(first)
                .startsWith("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n")
                .containsIgnoringCase("link: </a.css>; rel=preload\r\n")
                .containsSubsequence("Early Hints", "HTTP/1.1 200 OK")
                .endsWith("hi");
        assertThat(second)
                .startsWith("HTTP/1.1 200 OK")
                .doesNotContainIgnoringCase("link:")
                .contains("; hit");
    }

    @Test
    void valuesSurviveByteForByte() throws Exception {
        start(head -> STORED + "X-Odd: caf\u00e9 \u00fc \t~\r\nETag: \"\u00e9\"\r\nContent-Length: 2\r\n\r\nhi");

        assertThat(ask("GET /a")).containsIgnoringCase("x-odd: caf\u00e9 \u00fc \t~\r\n");
        assertThat(ask("GET /a"))
                .containsIgnoringCase("x-odd: caf\u00e9 \u00fc \t~\r\n")
                .contains("; hit");
        assertThat(ask("GET /a", "If-None-Match: \"\u00e9\"")).startsWith("HTTP/1.1 304");
    }

    @Test
    void whatAnOriginSendsUnaskedIsNobodysAnswer() throws Exception {
        String evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
        start(head -> head.startsWith("GET /bad")
                ? "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad" + evil
                : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");

        for (int i = 0; i < 20; i++) {
            assertThat(ask("GET /bad" + i)).endsWith("bad");
            assertThat(ask("GET /good" + i)).endsWith("good");
        }
    }

    @Test
    void aBodyLongerThanItSaysLeavesNothingBehind() throws Exception {
        start(head -> head.startsWith("GET /long")
                ? "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nlonger than that"
                : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");

        for (int i = 0; i < 20; i++) {
            assertThat(ask("GET /long" + i)).endsWith("lon");
            assertThat(ask("GET /good" + i)).endsWith("good");
        }
    }

    @Test
    void onlyWhatMayBeRepeatedIsSentAgainWhenAConnectionTurnsOutToBeClosed() throws Exception {
        start(head ->
                origin.asked().size() % 2 == 1 ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" : RawOrigin.CLOSE);

        assertThat(ask("GET /1")).endsWith("ok");
        assertThat(ask("GET /2")).endsWith("ok");
        assertThat(ask("PUT /3", "Content-Length: 0")).endsWith("ok");
        assertThat(ask("POST /4", "Content-Length: 0")).startsWith("HTTP/1.1 502");
        assertThat(origin.asked().stream().map(head -> head.substring(0, head.indexOf(" HTTP"))))
                .containsExactly("GET /1", "GET /2", "GET /2", "PUT /3", "PUT /3", "POST /4");
    }

    @Test
    void partsThatMeetBecomeTheWhole() throws Exception {
        start(head -> head.contains("range: bytes=0-4") ? part(0, "01234") : part(5, "56789"));

        assertThat(ask("GET /a", "Range: bytes=0-4")).startsWith("HTTP/1.1 206").endsWith("01234");
        assertThat(ask("GET /a", "Range: bytes=1-2")).startsWith("HTTP/1.1 206").endsWith("\r\n\r\n12");
        assertThat(ask("GET /a", "Range: bytes=5-")).endsWith("56789");
        assertThat(ask("GET /a")).startsWith("HTTP/1.1 200").contains("; hit").endsWith("0123456789");
        assertThat(origin.asked()).hasSize(2);
    }

    @Test
    void theRestOfWhatHasBegunIsAllThatIsAskedFor() throws Exception {
        start(head -> head.contains("range: bytes=0-4") ? part(0, "01234") : part(5, "56789"));
        ask("GET /a", "Range: bytes=0-4");

        assertThat(ask("GET /a"))
                .startsWith("HTTP/1.1 200")
                .contains("fwd=partial")
                .endsWith("0123456789");
        assertThat(origin.asked().getLast()).contains("range: bytes=5-\r\n", "if-range: \"1\"\r\n");
        assertThat(ask("GET /a")).contains("; hit").endsWith("0123456789");
    }

    @Test
    void theRestOfSomethingElseIsNotPutTogether() throws Exception {
        start(head -> head.contains("range: bytes=0-4")
                ? part(0, "01234")
                : head.contains("range: bytes=5-")
                        ? part(5, "other").replace("\"1\"", "\"2\"")
                        : STORED + "Content-Length: 5\r\n\r\nwhole");
        ask("GET /a", "Range: bytes=0-4");

        assertThat(ask("GET /a")).startsWith("HTTP/1.1 200").endsWith("whole");
    }

    @Test
    void aPartOfAnotherLengthThanItSaysIsNotKept() throws Exception {
        start(head -> part(0, "01234").replace("0-4/10", "0-5/10"));

        ask("GET /a", "Range: bytes=0-4");
        ask("GET /a", "Range: bytes=0-4");

        assertThat(origin.asked()).hasSize(2);
    }

    private static String part(int first, String bytes) {
        return "HTTP/1.1 206 Partial Content\r\nCache-Control: max-age=60\r\nETag: \"1\"\r\nContent-Range: bytes "
                + first + "-" + (first + 4) + "/10\r\nContent-Length: 5\r\n\r\n" + bytes;
    }

    @Test
    void aPostThatSaysWhatIsFoundThereIsKeptForGet() throws Exception {
        start(head -> STORED + "Content-Location: /a\r\nContent-Length: 4\r\n\r\nmade");

        assertThat(ask("POST /a", "Content-Length: 0")).endsWith("made");
        assertThat(ask("GET /a")).contains("; hit").endsWith("made");
    }

    @Test
    void anAnswerToHeadFreshensOrOutdatesWhatIsStored() throws Exception {
        start(head -> head.startsWith("HEAD")
                ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"1\"\r\nX-New: yes\r\nContent-Length: 2\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nCache-Control: max-age=0\r\nETag: \"1\"\r\nContent-Length: 2\r\n\r\nhi");
        ask("GET /a");

        assertThat(ask("HEAD /a")).startsWith("HTTP/1.1 200").containsIgnoringCase("x-new: yes");
        assertThat(ask("GET /a")).contains("; hit").containsIgnoringCase("x-new: yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Location: /b", "Content-Location: b", "Cache-Group-Invalidation: \"shoes\""})
    void anUnsafeRequestThatSucceedsOutdatesWhatItNames(String field) throws Exception {
        start(head -> head.startsWith("POST")
                ? "HTTP/1.1 200 OK\r\n" + field + "\r\nContent-Length: 0\r\n\r\n"
                : STORED + "Cache-Groups: \"shoes\"\r\nContent-Length: 2\r\n\r\nhi");
        ask("GET /b");
        assertThat(ask("GET /b")).contains("; hit");

        ask("POST /a", "Content-Length: 0");

        assertThat(ask("GET /b")).doesNotContain("; hit");
    }

    @Test
    void anOriginIsToldWhoAsksAndThatWeAreBetween() throws Exception {
        start(head -> STORED + "Content-Length: 2\r\n\r\nhi");

        ask("GET /a", "X-Forwarded-For: 203.0.113.9");

        assertThat(origin.asked().getFirst())
                .contains(
                        "host: 127.0.0.1:" + origin.port() + "\r\n",
                        "via: 1.1 meridian\r\n",
                        "x-forwarded-for: 127.0.0.1\r\n",
                        "x-forwarded-host: test\r\n",
                        "x-forwarded-proto: http\r\n")
                .doesNotContain("203.0.113.9");
    }

    @Test
    void anOriginThatIsGoneOrSilentIsABadGatewayOrATimeout() throws Exception {
        HttpOriginSettings hasty = new HttpOriginSettings(
                8, 8, Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(5), true, false, "meridian");
        start(hasty, head -> "HTTP/1.1 100 Continue\r\n\r\n");

        assertThat(ask("GET /slow")).startsWith("HTTP/1.1 504").contains("general_origin_timeout");
        origin.close();
        assertThat(ask("GET /gone")).startsWith("HTTP/1.1 502").contains("general_origin_unreachable");
    }

    @Test
    void aPrivateAddressIsNotConnectedToUnlessItIsAllowed() throws Exception {
        start(HttpOriginSettings.DEFAULT, head -> STORED + "Content-Length: 2\r\n\r\nhi");

        assertThat(ask("GET /a")).startsWith("HTTP/1.1 502");
        assertThat(origin.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8,             true",
        "127.0.0.1,           false",
        "10.1.2.3,            false",
        "172.16.0.1,          false",
        "192.168.1.1,         false",
        "169.254.169.254,     false",
        "100.64.0.1,          false",
        "0.0.0.0,             false",
        "198.18.0.1,          false",
        "224.0.0.1,           false",
        "255.255.255.255,     false",
        "2001:4860:4860::8888, true",
        "::1,                 false",
        "::ffff:10.0.0.1,     false",
        "::ffff:8.8.8.8,      true",
        "fe80::1,             false",
        "fd00:ec2::254,       false",
        "2002:a00:1::,        false",
        "64:ff9b::a00:1,      false",
        "2001:0:1::1,         false",
    })
    void onlyWhatAnybodyCanReachIsPublic(String address, boolean isPublic) throws UnknownHostException {
        assertThat(AddressGuard.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example.com, https://shop.example.com",
        "HTTP://Shop.Example.com/, http://shop.example.com",
        "http://127.0.0.1:8000,    http://127.0.0.1:8000",
        "http://[::1]:80,          http://[::1]",
        "https://a:443,            https://a",
    })
    void anOriginIsAUrlWithoutAPath(String text, String told) {
        assertThat(OriginAddress.parse(text)).hasToString(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example.com",
                "ftp://a",
                "http://a/b",
                "http://a?b",
                "http://u:p@a",
                "http://a:0",
                "http://a:99999",
                "http://",
                "ht tp://a"
            })
    void anythingElseIsRefusedInWords(String text) {
        assertThatThrownBy(() -> OriginAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("origin");
    }

    /** Sends a request on a connection of its own; all that comes back until the connection is closed. */
    private String ask(String line, String... fields) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head = line + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                    + String.join(
                            "",
                            List.of(fields).stream()
                                    .map(field -> field + "\r\n")
                                    .toList()) + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
