package dev.meridian.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.TrustedProxies;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What doors with certificates ask of clients: TLS where it is forced, and a connection that was meant for the host. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
final class TransportTest {

    private static final TlsSettings.Transport FORCED = new TlsSettings.Transport(true, 443, Duration.ofDays(126));
    private static final String YEAR = "strict-transport-security: max-age=10886400";

    private final Vertx vertx = Vertx.vertx();
    private Certificates certificates;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        TestingCertificates.write(folder, "default", "fallback", "network.example.net");
        TestingCertificates.write(folder, "shop", "shop", "shop.example.com", "www.example.com");
        TestingCertificates.write(folder, "wild", "wild", "*.example.org");
        certificates = await(Certificates.open(
                vertx, new TlsSettings(folder, "127.0.0.1", 1, Duration.ofHours(1), FORCED), Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        await(certificates.close());
        await(vertx.close());
    }

    @ParameterizedTest(name = "opened for {0}, asked for {1}: {2}")
    @CsvSource({
        "shop.example.com, shop.example.com,    200",
        "SHOP.example.com, shop.example.com,    200",
        "shop.example.com, Shop.Example.com:80, 200",
        "shop.example.com, www.example.com,     200",
        "a.example.org,    b.example.org,       200",
        "shop.example.com, network.example.net, 421",
        "a.example.org,    example.org,         421",
        "a.example.org,    a.b.example.org,     421",
        "shop.example.com, 127.0.0.1,           421",
        "elsewhere.net,    elsewhere.net,       200",
        "elsewhere.net,    network.example.net, 200",
        "elsewhere.net,    shop.example.com,    421",
        "'',               shop.example.com,    200",
    })
    void aConnectionIsForTheNamesOfTheCertificateThatItWasOpenedWith(String opened, String asked, int status)
            throws Exception {
        int port = overTls(TlsSettings.Transport.FREE, List.of());
        try (Socket socket = TestingClient.connect(port, opened)) {
            String answer = ask(socket, "GET", "/v1/health", "Host: " + asked);

            assertThat(answer).startsWith("http/1.1 " + status + " ");
            assertThat(answer.contains("general_misdirected_request")).isEqualTo(status == 421);
            assertThat(answer).doesNotContain("strict-transport-security");
        }
    }

    @Test
    void aConnectionOfHttp2MayBeSharedByTheNamesOfOneCertificateAndGoesOnAfterARefusal() {
        int port = overTls(TlsSettings.Transport.FREE, List.of());
        HttpClientConnection connection = await(vertx.createHttpClient(new HttpClientOptions()
                        .setSsl(true)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setForceSni(true)
                        .setUseAlpn(true)
                        .setProtocolVersion(HttpVersion.HTTP_2))
                .connect(new HttpConnectOptions()
                        .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                        .setHost("shop.example.com")
                        .setPort(443)
                        .setSsl(true)));

        assertThat(status(connection, "shop.example.com")).isEqualTo(200);
        assertThat(status(connection, "a.example.org")).isEqualTo(421);
        assertThat(status(connection, "www.example.com")).isEqualTo(200);
    }

    @Test
    void aTrustedProxyMayUseOneConnectionForAllHosts() throws Exception {
        int port = overTls(TlsSettings.Transport.FREE, List.of("127.0.0.1"));
        try (Socket socket = TestingClient.connect(port, "shop.example.com")) {
            assertThat(ask(socket, "GET", "/", "Host: a.example.org")).startsWith("http/1.1 200 ");
            assertThat(ask(socket, "GET", "/", "Host: a.example.org", "X-Forwarded-Proto: https"))
                    .startsWith("http/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example.com", "any.example.org", "SHOP.example.com:8080"})
    void aLookInPlainTextIsSentToTlsWhereThereIsACertificate(String host) throws Exception {
        int port = inPlainText(FORCED, List.of());
        String name = host.toLowerCase(Locale.ROOT).replace(":8080", "");

        for (String method : List.of("GET", "HEAD")) {
            assertThat(ask(port, method, "/a/b?c=%2F", "Host: " + host))
                    .startsWith("http/1.1 301 ")
                    .contains("location: https://" + name + "/a/b?c=%2f")
                    .doesNotContain("strict-transport-security");
        }
    }

    @Test
    void whatIsMoreThanALookIsRefusedInPlainText() throws Exception {
        String answer =
                ask(inPlainText(FORCED, List.of()), "POST", "/v1/x", "Host: shop.example.com", "Content-Length: 0");

        assertThat(answer)
                .startsWith("http/1.1 426 ")
                .contains("general_protocol_unsupported")
                .contains("upgrade: tls/1.2, http/1.1")
                .doesNotContain("location:");
    }

    @ParameterizedTest
    @CsvSource({
        "/,                                 elsewhere.net",
        "/,                                 127.0.0.1",
        "/,                                 a.b.example.org",
        "/.well-known/acme-challenge/token, shop.example.com",
    })
    void otherHostsAndTheValidationOfDomainsAreServedInPlainText(String path, String host) throws Exception {
        assertThat(ask(inPlainText(FORCED, List.of()), "GET", path, "Host: " + host))
                .startsWith("http/1.1 200 ");
    }

    @Test
    void nothingIsForcedUnlessItIsSaid() throws Exception {
        assertThat(ask(inPlainText(TlsSettings.Transport.FREE, List.of()), "GET", "/", "Host: shop.example.com"))
                .startsWith("http/1.1 200 ");
    }

    @Test
    void theClientsOwnTransportIsWhatATrustedProxySaysItIs() throws Exception {
        int port = inPlainText(FORCED, List.of("127.0.0.1"));

        assertThat(ask(port, "GET", "/", "Host: shop.example.com", "X-Forwarded-Proto: http"))
                .startsWith("http/1.1 301 ");
        assertThat(ask(port, "GET", "/", "Host: shop.example.com", "X-Forwarded-Proto: https"))
                .startsWith("http/1.1 200 ");
        assertThat(ask(port, "GET", "/", "Host: shop.example.com")).startsWith("http/1.1 200 ");
        assertThat(ask(
                        inPlainText(FORCED, List.of()),
                        "GET",
                        "/",
                        "Host: shop.example.com",
                        "X-Forwarded-Proto: https"))
                .startsWith("http/1.1 301 ");
    }

    @Test
    void aPortOfItsOwnIsNamed() throws Exception {
        int port = inPlainText(new TlsSettings.Transport(true, 8_443, Duration.ZERO), List.of());

        assertThat(ask(port, "GET", "/", "Host: shop.example.com"))
                .contains("location: https://shop.example.com:8443/");
    }

    @Test
    void clientsAreToldToStayWithTlsForHostsWithACertificateUnlessTheApplicationSaysOtherwise() throws Exception {
        int port = overTls(FORCED, List.of());
        try (Socket socket = TestingClient.connect(port, "shop.example.com")) {
            assertThat(ask(socket, "GET", "/", "Host: shop.example.com")).contains(YEAR);
            assertThat(ask(socket, "GET", "/own", "Host: shop.example.com"))
                    .contains("strict-transport-security: max-age=1\r\n")
                    .doesNotContain(YEAR);
        }
        try (Socket socket = TestingClient.connect(port, "elsewhere.net")) {
            assertThat(ask(socket, "GET", "/", "Host: elsewhere.net")).doesNotContain("strict-transport-security");
        }
    }

    private int overTls(TlsSettings.Transport transport, List<String> trusted) {
        return await(new HttpDoor(
                        vertx,
                        new Listen("127.0.0.1", 0),
                        HttpLimits.DEFAULT,
                        TrustedProxies.parse(trusted),
                        request -> false,
                        TransportTest::serve,
                        certificates)
                .securing(certificates, transport)
                .listen());
    }

    private int inPlainText(TlsSettings.Transport transport, List<String> trusted) {
        return await(new HttpDoor(
                        vertx,
                        new Listen("127.0.0.1", 0),
                        HttpLimits.DEFAULT,
                        TrustedProxies.parse(trusted),
                        request -> false,
                        TransportTest::serve)
                .securing(certificates, transport)
                .listen());
    }

    private static void serve(Exchange exchange) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (exchange.request().path().equals("/own")) {
            headers.set("strict-transport-security", "max-age=1");
        }
        exchange.respond(200, headers, Buffer.buffer("served"));
    }

    private static int status(HttpClientConnection connection, String host) {
        return await(connection
                        .request(new RequestOptions().setMethod(HttpMethod.GET))
                        .compose(request ->
                                request.authority(HostAndPort.create(host, 443)).send())
                        .compose(response -> response.end().map(response)))
                .statusCode();
    }

    private static String ask(int port, String method, String path, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            return ask(socket, method, path, headers);
        }
    }

    /** The answer's head and what of its body came along, lower case. */
    private static String ask(Socket socket, String method, String path, String... headers) throws IOException {
        String request = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[4_096];
        while (!isWhole(text, method)) {
            int read = socket.getInputStream().read(part);
            if (read < 0) {
                throw new IOException("closed after '" + text + "'");
            }
            text.append(new String(part, 0, read, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    private static boolean isWhole(StringBuilder text, String method) {
        int head = text.indexOf("\r\n\r\n");
        int length = text.indexOf("content-length: ");
        if (head < 0 || length < 0 || length > head) {
            return head >= 0;
        }
        int bytes = Integer.parseInt(text.substring(length + 16, text.indexOf("\r\n", length)));
        return method.equals("HEAD") || text.length() >= head + 4 + bytes;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("did not succeed within 30 s", e);
        }
    }
}
