package dev.meridian.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.Decoder;
import com.github.luben.zstd.Zstd;
import dev.meridian.core.http.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CompressionTest {

    private static final String TEXT = "It was the best of times, it was the worst of times. ".repeat(400);

    private final AtomicInteger asked = new AtomicInteger();
    private volatile Map<String, String> headers = Map.of();
    private volatile String body = TEXT;
    private EdgeStage stage;

    @BeforeEach
    void start(@TempDir Path data) {
        stage = new EdgeStage(data, Map.of(), List.of(), this::answer);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void answer(Exchange exchange) {
        asked.incrementAndGet();
        MultiMap answered = MultiMap.caseInsensitiveMultiMap()
                .set("cdn-cache-control", "public, max-age=100")
                .set("content-type", "text/plain")
                .set("etag", "\"1\"");
        headers.forEach(answered::set);
        exchange.respond(200, answered, Buffer.buffer(body));
    }

    private EdgeStage.Reply ask(String... fields) {
        String[] all = new String[fields.length + 2];
        all[0] = "x-appwrite-project";
        all[1] = "p1";
        System.arraycopy(fields, 0, all, 2, fields.length);
        return stage.get(EdgeStage.FILE, all);
    }

    /** Asks until the form has been made, as it is behind the first that wants it. */
    private EdgeStage.Reply encoded(String accept, String coding) {
        EdgeStage.until(() -> coding.equals(ask("accept-encoding", accept).header("content-encoding")));
        return ask("accept-encoding", accept);
    }

    @ParameterizedTest
    @CsvSource({
        "'gzip, deflate, br, zstd', br",
        "'gzip, zstd',              zstd",
        "gzip,                      gzip",
        "*,                         br",
        "'br;q=0.5, gzip;q=0.8',    gzip",
        "'br;q=0, *;q=0.1',         zstd",
    })
    void aBodyIsSentInTheBestFormThatIsWantedMost(String accept, String coding) throws IOException {
        EdgeStage.Reply reply = encoded(accept, coding);

        assertThat(decoded(coding, reply.body().getBytes())).isEqualTo(TEXT);
        assertThat(reply.body().length()).isLessThan(TEXT.length() / 4);
        assertThat(reply.header("etag")).isEqualTo("\"1-" + coding + "\"");
        assertThat(reply.header("vary")).isEqualTo("accept-encoding");
        assertThat(reply.cache()).startsWith("hit");
        assertThat(asked).hasValue(1);
    }

    private static String decoded(String coding, byte[] bytes) throws IOException {
        Brotli4jLoader.ensureAvailability();
        byte[] plain = switch (coding) {
            case "br" -> Decoder.decompress(bytes).getDecompressedData();
            case "zstd" -> Zstd.decompress(bytes, TEXT.length());
            default -> new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        };
        return new String(plain, StandardCharsets.US_ASCII);
    }

    @Test
    void whoeverWantsNoneHasTheBodyAsItIs() {
        encoded("br", "br");

        EdgeStage.Reply reply = ask("accept-encoding", "identity");

        assertThat(reply.text()).isEqualTo(TEXT);
        assertThat(reply.header("etag")).isEqualTo("\"1\"");
        assertThat(reply.header("vary")).isEqualTo("accept-encoding");
        assertThat(ask().text()).isEqualTo(TEXT);
    }

    @Test
    void eachFormIsAnotherRepresentation() {
        EdgeStage.Reply whole = encoded("br", "br");
        Buffer form = whole.body();

        assertThat(ask("accept-encoding", "br", "if-none-match", "\"1-br\"").status())
                .isEqualTo(304);
        assertThat(ask("accept-encoding", "br", "if-none-match", "\"1\"").status())
                .isEqualTo(200);
        assertThat(ask("if-none-match", "\"1\"").status()).isEqualTo(304);
        EdgeStage.Reply plain = ask("accept-encoding", "br", "range", "bytes=0-9");
        assertThat(plain.text()).isEqualTo(TEXT.substring(0, 10));
        assertThat(plain.header("etag")).isEqualTo("\"1\"");
        EdgeStage.Reply part = ask("accept-encoding", "br", "range", "bytes=2-5", "if-range", "\"1-br\"");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(form.slice(2, 6));
        assertThat(part.header("content-range")).isEqualTo("bytes 2-5/" + form.length());
        assertThat(ask("accept-encoding", "br", "range", "bytes=2-5", "if-range", "\"1-gzip\"")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "content-type,     image/png",
        "cache-control,    'public, max-age=9, no-transform'",
        "content-encoding, gzip",
    })
    void whatIsNoTextOrMayNotBeChangedStaysAsItIs(String name, String value) {
        headers = Map.of(name, value);

        ask("accept-encoding", "br");
        EdgeStage.Reply reply = ask("accept-encoding", "br");

        assertThat(reply.cache()).startsWith("hit");
        assertThat(reply.text()).isEqualTo(TEXT);
        assertThat(reply.header("vary")).isNotEqualTo("accept-encoding");
    }

    @Test
    void whatIsSmallStaysAsItIs() {
        body = "x".repeat(1 << 10);

        ask("accept-encoding", "br");

        assertThat(ask("accept-encoding", "br").text()).isEqualTo(body);
    }
}
