package dev.meridian.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.proto.cache.v1.Purge;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What one person was given, another asks for. The region answers with all of a request that may matter, so that whoever
 * is given an answer to another's request is found out: a stranger is to be told what they would be told by an edge that
 * has stored nothing.
 */
@TestInstance(Lifecycle.PER_CLASS)
class EdgePrivacyTest {

    private final EdgeStage stage =
            new EdgeStage(Path.of("."), Map.of("edge.functions", "false"), List.of(), this::answer);
    private volatile Map<String, String> headers = Map.of();
    private long purges;

    @AfterAll
    void close() {
        stage.close();
    }

    private void answer(Exchange exchange) {
        RequestHead request = exchange.request();
        Map<String, String> seen = new TreeMap<>();
        request.headers()
                .forEach(header ->
                        seen.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(), String::concat));
        seen.keySet().removeIf(name -> name.startsWith("meridian-") || name.equals("traceparent"));
        String body = "<" + request.method() + ' ' + request.scheme() + "://" + request.authority() + request.uri()
                + ' ' + seen + '>';
        exchange.respond(200, MultiMap.caseInsensitiveMultiMap().addAll(headers), Buffer.buffer(body));
    }

    /** Each request is its target, then its headers; {@code V} stands for a file's path. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what the region says of its answer      | one person                           | another

            # kept from strangers because the answer is one person's
            cache-control: private, max-age=60        | V                                    | V
            cache-control: no-store                   | V                                    | V
            cache-control: max-age=60                 | V; x-appwrite-key: s                 | V
            cache-control: public, max-age=60         | V; x-appwrite-session: s             | V
            cache-control: public, max-age=60         | V; cookie: a_session_p1=s            | V
            cache-control: public, max-age=60         | V; cookie: a_session_p1_legacy=s     | V
            cache-control: public, max-age=60         | V; x-fallback-cookies: s             | V
            cache-control: public, max-age=60         | V; x-appwrite-jwt: s                 | V
            cache-control: max-age=60                 | V; authorization: Bearer s           | V
            cache-control: public, max-age=60         | V; cookie: a_session_p1=s            | V; cookie: a_session_p1=t
            cache-control: public, max-age=60         | V; x-appwrite-key: s                 | V; x-appwrite-key: t
            cache-control: max-age=60; set-cookie: a=b| V                                    | V
            cache-control: max-age=60; vary: *        | V                                    | V
            etag: "1"                                 | V                                    | V

            # kept apart because the requests are not the same
            P; vary: authorization                    | V; authorization: Bearer s           | V
            P; vary: cookie                           | V; cookie: theme=dark                | V; cookie: theme=light
            P; vary: x-appwrite-user                  | V; x-appwrite-user: s                | V
            P                                         | V?token=s                            | V
            P                                         | V?token=s                            | V?token=t
            P                                         | V?user=1                             | V?user=2
            P                                         | V?a=1&a=2                            | V?a=2&a=1
            P                                         | V?a=1&b=2                            | V?b=2&a=1
            P                                         | V?a                                  | V?a=
            P                                         | V?a=1%26b=2                          | V?a=1&b=2
            P                                         | V?A=1                                | V?a=1
            P                                         | V?%61=1                              | V?a=1
            P                                         | V?a=1;b=2                            | V?a=1&b=2
            P                                         | V?                                   | V
            P                                         | /v1/storage/buckets/b/files/%66/view | V
            P                                         | /v1/storage/buckets/b/files/F/view   | V
            P                                         | /v1/storage/buckets/b/files/f/vie%77 | V
            P                                         | /v1/storage/buckets/b/files/x/../f/view | V
            P                                         | /v1/storage/buckets/b/files/x/%2e%2e/f/view | V
            P                                         | /v1/storage/buckets/b/files/./f/view | V
            P                                         | /v1/storage//buckets/b/files/f/view  | V
            P                                         | V/                                   | V
            P                                         | V;a=b                                | V
            P                                         | V%00                                 | V
            P                                         | V%3Fa=1                              | V?a=1
            P                                         | V; host: LOCALHOST                   | V
            P                                         | V; host: localhost.                  | V
            P                                         | V; host: localhost:99                | V
            P                                         | V; host: 127.0.0.1                   | V
            P                                         | http://localhostV                   | V
            P                                         | http://127.0.0.1V                   | V
            P                                         | HTTP://LOCALHOSTV                   | V

            # said by the one, shown to the other
            P                                         | V; x-forwarded-host: evil.example    | V
            P                                         | V; x-forwarded-proto: https          | V
            P                                         | V; x-forwarded-for: 10.0.0.1         | V
            P                                         | V; forwarded: host=evil.example      | V
            P                                         | V; x-real-ip: 10.0.0.1               | V
            P                                         | V; x-original-url: /v1/account       | V
            P                                         | V; x-rewrite-url: /v1/account        | V
            P                                         | V; x-http-method-override: DELETE    | V
            P                                         | V; x-http-method: PUT                | V
            P                                         | V; x-method-override: POST           | V
            P                                         | V; meridian-client-address: 10.0.0.1 | V
            P                                         | V; connection: cookie; cookie: theme=dark; connection: close   | V
            P                                         | V?x=%0d%0aset-cookie:%20a=b          | V
            P                                         | V?x=%0aset-cookie:%20a=b             | V?x=

            # one person's pages in a file's clothes
            P                                         | /v1/account; cookie: a_session_p1=s             | /v1/account
            P                                         | /v1/account/style.css; cookie: a_session_p1=s   | /v1/account/style.css
            P                                         | /v1/account%2fstyle.css; cookie: a_session_p1=s | /v1/account%2fstyle.css
            P                                         | /v1/account;style.css; cookie: a_session_p1=s   | /v1/account;style.css
            P                                         | /v1/account?style.css; cookie: a_session_p1=s   | /v1/account?style.css
            P                                         | V/../../../../../../account; cookie: a_session_p1=s | V/../../../../../../account
            P                                         | /v1/avatars/../account; cookie: a_session_p1=s  | /v1/avatars/../account
            P                                         | V/%2e%2e/%2e%2e/account; x-appwrite-key: s      | V/%2e%2e/%2e%2e/account
            P                                         | /v1/account%3f/../storage/buckets/b/files/f/view; x-appwrite-key: s | /v1/account%3f/../storage/buckets/b/files/f/view
            """)
    void nobodyIsGivenWhatIsAnothers(String response, String one, String another) throws Exception {
        headers = headers(response.replace("P", "cdn-cache-control: public, max-age=60"));
        String fresh = ask(another);
        purge();
        for (int i = 0; i < 3; i++) {
            ask(one);
        }

        String afterwards = ask(another);

        assertThat(afterwards).isEqualTo(fresh);
        assertThat(afterwards).doesNotContain("evil.example");
    }

    private void purge() {
        stage.purge(Purge.newBuilder()
                .setRegion("fra")
                .setEpoch("e")
                .setSequence(++purges)
                .setProject("p1")
                .build());
    }

    private static Map<String, String> headers(String lines) {
        return Arrays.stream(lines.split("; "))
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    }

    /** The status and the body that such a request gets. */
    private String ask(String request) throws IOException {
        String[] lines = request.replaceFirst("V", EdgeStage.FILE).split("; ");
        String host = request.contains("; host: ") ? "" : "host: localhost\r\n";
        String headers = Arrays.stream(lines).skip(1).map(line -> line + "\r\n").collect(Collectors.joining());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + lines[0] + " HTTP/1.1\r\n" + host + "x-appwrite-project: p1\r\n" + headers
                                    + (headers.contains("connection: ") ? "" : "connection: close\r\n") + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            String head = reply.substring(0, reply.indexOf("\r\n\r\n"));
            return reply.substring(9, 12) + reply.substring(head.length());
        }
    }
}
