package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web platform as functions see it, and the signature that goes with it. */
final class WebPlatformTest {

    private static final Limits ROOMY =
            new Limits(Duration.ofSeconds(20), Duration.ofSeconds(10), 64, 64, 1 << 20, 10_000);

    @TempDir
    private Path directory;

    @AutoClose
    private HostsStage stage;

    private Functions functions;

    @BeforeEach
    void start() {
        stage = new HostsStage(directory, settings -> settings);
        functions = stage.functions();
    }

    @Test
    void whatFunctionsRelyOnIsThere() throws IOException {
        Launch launch = functions.launch(
                Map.of(
                        "cases.js",
                        resource("cases.js"),
                        "main.js",
                        "import { run } from './cases.js'; export default async ({ res }) => res.json(await run());"),
                "main.js",
                ROOMY);

        JsonObject result = new JsonObject(functions.answer(launch).body());

        assertThat(result.getJsonArray("failures")).as(result::encodePrettily).isEmpty();
        assertThat(result.getInteger("count")).isGreaterThan(20);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = WebPlatformTest.class.getResourceAsStream("platform/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theWebsSignatureGetsARequestAndAnswersWithAResponse() {
        Launch launch = functions.launch("""
                export default {
                  async fetch(request, env, ctx) {
                    ctx.waitUntil(Promise.resolve());
                    const body = await request.text();
                    return new Response(JSON.stringify([request.method, request.url, request.headers.get('x-a'), body, env.GREETING]), {
                      status: 203,
                      headers: [['content-type', 'application/json'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']],
                    });
                  },
                };
                """);

        Outcome.Completed answer = functions.answer(
                launch,
                Functions.invocation(
                        "PUT", "/p/q?x=%20y", List.of(new HeaderLine("X-A", "v")), Buffer.buffer("héllo")));

        assertThat(answer.status()).isEqualTo(203);
        assertThat(answer.body().toString())
                .isEqualTo("[\"PUT\",\"http://fn.example:8080/p/q?x=%20y\",\"v\",\"héllo\",\"hello\"]");
        assertThat(answer.headers())
                .filteredOn(line -> line.name().equals("set-cookie"))
                .extracting(line -> line.value())
                .containsExactly("a=1", "b=2");
    }

    @Test
    void aResponseOfBytesStaysAsItIs() {
        Launch launch = functions.launch(
                "export default { fetch: () => new Response(new Uint8Array([0, 255, 128]), { headers: { 'content-type': 'image/x' } }) };");

        assertThat(functions.answer(launch).body().getBytes()).containsExactly(0, 255, 128);
    }

    @Test
    void whatIsNoResponseIsTheFunctionsFault() {
        assertThat(functions.failure(functions.launch("export default { fetch: () => undefined };")))
                .extracting(Outcome.Failed::kind)
                .isEqualTo(Failure.EXCEPTION);
        assertThat(functions
                        .failure(functions.launch("export default { fetch() { throw new TypeError('no'); } };"))
                        .errors())
                .contains("TypeError: no");
        assertThat(functions
                        .failure(functions.launch("export default { notFetch() {} };"))
                        .kind())
                .isEqualTo(Failure.LOAD_FAILED);
    }

    /** What a tenant does to the globals of its isolate is its own affair. */
    @Test
    void tamperingWithPrototypesHarmsTheTamperersOwnCallsOnly() {
        Launch tampering = functions.launch("""
                for (const type of [Array, Map, Set, Promise, String, Object, Function, RegExp, Uint8Array]) {
                  for (const name of Object.getOwnPropertyNames(type.prototype)) {
                    if (name === 'constructor') continue;
                    try { type.prototype[name] = () => { throw new Error('tampered'); }; } catch {}
                  }
                }
                JSON.stringify = () => '999999999:';
                export default async ({ res }) => ({ body: 'x', headers: {} });
                """);
        Launch neighbour = functions.launch("export default ({ res }) => res.json([1, 2].map((n) => n + 1));");

        Outcome harmed = functions.call(tampering);

        assertThat(harmed.errors() + harmed).isNotEmpty();
        assertThat(functions.answer(neighbour).body().toString()).isEqualTo("[2,3]");
        assertThat(stage.hosts().statistics().restarts()).isZero();
    }
}
