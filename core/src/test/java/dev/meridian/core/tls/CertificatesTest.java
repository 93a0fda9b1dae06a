package dev.meridian.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.TrustedProxies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
final class CertificatesTest {

    private final Vertx vertx = Vertx.vertx();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private Certificates certificates;
    private HttpDoor door;
    private int port;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        TestingCertificates.write(folder, "default", "fallback", "network.example.net");
        TestingCertificates.write(folder, "shop", "shop", "shop.example.com");
        TestingCertificates.write(folder, "wild", "wild", "*.example.com");
        logged.start();
        logger().addAppender(logged);
        certificates = await(open());
        door = new HttpDoor(
                vertx,
                new Listen("127.0.0.1", 0),
                HttpLimits.DEFAULT,
                TrustedProxies.parse(List.of()),
                request -> {
                    request.response().end(request.scheme() + " " + request.version());
                    return true;
                },
                exchange -> {},
                certificates);
        port = await(door.listen());
    }

    @AfterEach
    void stop() {
        logger().detachAppender(logged);
        await(certificates.close());
        await(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.com,  shop",
        "SHOP.example.com,  shop",
        "any.example.com,   wild",
        "a.any.example.com, fallback",
        "example.com,       fallback",
        "elsewhere.org,     fallback",
        "'',                fallback",
    })
    void theCertificateIsTheOneOfTheNameThatIsAskedFor(String name, String expected) throws Exception {
        assertThat(shown(name)).isEqualTo(expected);
    }

    @Test
    void anExchangedPairIsShownToNewConnectionsAndTheOldOnesGoOn() throws Exception {
        try (SSLSocket before = connect("shop.example.com")) {
            assertThat(ask(before)).contains("https HTTP_1_1");
            TestingCertificates.write(folder, "shop", "renewed", "shop.example.com");
            TestingCertificates.write(folder, "added", "added", "added.example.org");
            Files.delete(folder.resolve("wild.crt"));

            assertThat(await(certificates.reload())).isTrue();

            assertThat(awaitShown("shop.example.com", "renewed")).isEqualTo("renewed");
            assertThat(shown("added.example.org")).isEqualTo("added");
            assertThat(shown("any.example.com")).isEqualTo("fallback");
            assertThat(ask(before)).contains("https HTTP_1_1");
        }
        assertThat(overHttp2()).isEqualTo("https HTTP_2");
    }

    @Test
    void nothingHappensWhileNothingChanges() {
        assertThat(await(certificates.reload())).isFalse();
    }

    @Test
    void aPairThatCannotBeUsedIsRefusedAndTheOldOneStays() throws Exception {
        String goodKey = Files.readString(folder.resolve("shop.key"));
        Files.copy(
                folder.resolve("wild.key"),
                folder.resolve("shop.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(await(certificates.reload())).isFalse();
        assertThat(lastLogged()).contains("shop.key is not the key of shop.crt");

        Files.writeString(folder.resolve("shop.key"), goodKey.substring(0, 60));
        assertThat(await(certificates.reload())).isFalse();
        assertThat(lastLogged()).contains("shop.key holds no private key");
        assertThat(lastLogged()).doesNotContain(goodKey.substring(30, 60));

        Files.writeString(folder.resolve("shop.crt"), "nonsense");
        assertThat(await(certificates.reload())).isFalse();
        assertThat(lastLogged()).contains("shop.crt holds no certificate");

        TestingCertificates.write(folder, "shop", "old", Instant.now().minus(Duration.ofHours(1)), "shop.example.com");
        assertThat(await(certificates.reload())).isFalse();
        assertThat(lastLogged()).contains("has run out");
        int lines = logged.list.size();
        assertThat(await(certificates.reload())).isFalse();
        assertThat(logged.list).hasSize(lines);

        assertThat(shown("shop.example.com")).isEqualTo("shop");
    }

    @Test
    void aFolderWithNothingToUseStopsTheStartAndEmptiesNothingLater(@TempDir Path empty) throws Exception {
        TlsSettings settings = new TlsSettings(empty, "127.0.0.1", 1, Duration.ofHours(1), TlsSettings.Transport.FREE);
        assertThatThrownBy(() -> await(Certificates.open(vertx, settings, Clock.systemUTC())))
                .hasCauseInstanceOf(ConfigurationException.class);

        for (String file : List.of("default", "shop", "wild")) {
            Files.delete(folder.resolve(file + ".crt"));
        }
        assertThat(await(certificates.reload())).isFalse();
        assertThat(shown("shop.example.com")).isEqualTo("shop");
    }

    private Future<Certificates> open() {
        return Certificates.open(
                vertx,
                new TlsSettings(folder, "127.0.0.1", 1, Duration.ofHours(1), TlsSettings.Transport.FREE),
                Clock.systemUTC());
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Certificates.class);
    }

    private String lastLogged() {
        return logged.list.getLast().getFormattedMessage();
    }

    /** The common name of the certificate that a client sees; it names nothing where the name is empty. */
    private String shown(String name) throws Exception {
        try (SSLSocket socket = connect(name)) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName().substring("CN=".length());
        }
    }

    /** A door takes other certificates a moment after they were read. */
    private String awaitShown(String name, String expected) throws Exception {
        Instant until = Instant.now().plusSeconds(10);
        String seen = shown(name);
        while (!seen.equals(expected) && Instant.now().isBefore(until)) {
            seen = shown(name);
        }
        return seen;
    }

    private SSLSocket connect(String name) throws IOException, GeneralSecurityException {
        return TestingClient.connect(port, name);
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4_096];
        StringBuilder text = new StringBuilder();
        while (text.indexOf("HTTP_1_1") < 0) {
            int read = socket.getInputStream().read(answer);
            if (read < 0) {
                throw new IOException("closed after '" + text + "'");
            }
            text.append(new String(answer, 0, read, StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private String overHttp2() {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2));
        return await(client.request(HttpMethod.GET, port, "127.0.0.1", "/")
                        .compose(request -> request.send().compose(HttpClientResponse::body)))
                .toString();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("did not succeed within 30 s", e);
        }
    }
}
