package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same cases against isolates, Node.js and Python: what a function sees and what becomes of it (contract 8.3). */
final class ThreeRuntimesTest {

    @TempDir
    private static Path directory;

    private static final Map<Tongue, Tongue.Running> RUNNING = new EnumMap<>(Tongue.class);
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        Sandbox sandbox = Sandbox.find(false);
        for (Tongue tongue : Tongue.values()) {
            RUNNING.put(tongue, tongue.start(vertx, directory, sandbox));
        }
    }

    @AfterAll
    static void stop() {
        RUNNING.values().forEach(running -> Functions.await(running.end().get()));
        Functions.await(vertx.close());
    }

    private static Tongue.Running running(Tongue tongue) {
        Tongue.Running running = RUNNING.get(tongue);
        if (running == null) {
            throw new AssertionError(tongue + " was not started");
        }
        return running;
    }

    @ParameterizedTest
    @EnumSource
    void aFunctionAnswersInPlainText(Tongue tongue) {
        Launch hello = running(tongue)
                .launch(
                        "export default async ({ res }) => res.text('hello');",
                        "def main(context):\n    return context.res.text('hello')\n");
        Functions functions = running(tongue).functions();

        Outcome.Completed answer = functions.answer(hello);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).isEqualTo("hello");
        assertThat(answer.headers()).containsExactly(new HeaderLine("content-type", "text/plain; charset=utf-8"));
        assertThat(answer.coldStart()).isTrue();
        assertThat(functions.answer(hello).coldStart()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void theRequestIsSeenAsTheContractSays(Tongue tongue) {
        Launch echo = running(tongue).launch("""
                export default async ({ req, res }) => res.json({ method: req.method, scheme: req.scheme, host: req.host,
                  port: req.port, path: req.path, queryString: req.queryString, query: req.query, url: req.url,
                  headers: req.headers, body: req.body, bodyText: req.bodyText, bytes: req.bodyBinary.length,
                  greeting: process.env.GREETING });
                """, """
                import os

                async def main(context):
                    req = context.req
                    return context.res.json({"method": req.method, "scheme": req.scheme, "host": req.host,
                        "port": req.port, "path": req.path, "queryString": req.query_string, "query": req.query,
                        "url": req.url, "headers": req.headers, "body": req.body, "bodyText": req.body_text,
                        "bytes": len(req.body_binary), "greeting": os.environ["GREETING"]})
                """);
        List<HeaderLine> headers = List.of(
                new HeaderLine("Content-Type", "application/json"),
                new HeaderLine("X-Twice", "a"),
                new HeaderLine("X-Twice", "b"),
                new HeaderLine("x-open-runtimes-secret", "s"));

        Outcome.Completed answer = running(tongue)
                .functions()
                .answer(echo, Functions.invocation("PUT", "/a/b?x=1&y=%20z&x2", headers, Buffer.buffer("{\"ü\":[1]}")));

        JsonObject seen = answer.body().toJsonObject();
        assertThat(seen.getString("method")).isEqualTo("PUT");
        assertThat(seen.getString("scheme")).isEqualTo("http");
        assertThat(seen.getString("host")).isEqualTo("fn.example");
        assertThat(seen.getString("url")).isEqualTo("http://fn.example:8080/a/b?x=1&y=%20z&x2");
        assertThat(seen.getInteger("port")).isEqualTo(8080);
        assertThat(seen.getJsonObject("query").getMap()).isEqualTo(Map.of("x", "1", "y", "%20z", "x2", ""));
        assertThat(seen.getJsonObject("headers").getMap())
                .isEqualTo(Map.of("content-type", "application/json", "x-twice", "a, b"));
        assertThat(seen.getJsonObject("body").getJsonArray("ü").getInteger(0)).isEqualTo(1);
        assertThat(seen.getString("bodyText")).isEqualTo("{\"ü\":[1]}");
        assertThat(seen.getInteger("bytes")).isEqualTo(10);
        assertThat(seen.getString("greeting")).isEqualTo("hello");
        assertThat(answer.headers()).contains(new HeaderLine("content-type", "application/json; charset=utf-8"));
    }

    @ParameterizedTest
    @EnumSource
    void bytesPassUnchangedBothWays(Tongue tongue) {
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Launch mirror = running(tongue)
                .launch(
                        "export default async ({ req, res }) => res.binary(req.bodyBinary, 201, { 'content-type': 'image/png' });",
                        "def main(c):\n    return c.res.binary(c.req.body_binary, 201, {'content-type': 'image/png'})\n");

        Outcome.Completed answer = running(tongue)
                .functions()
                .answer(mirror, Functions.post("application/octet-stream", Buffer.buffer(bytes)));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().getBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void logsErrorsAndWhatIsPrintedAreKeptApart(Tongue tongue) {
        Launch chatty = running(tongue).launch("""
                export default async ({ res, log, error }) => {
                  log('a', { b: 1 }, 2); error('bad'); console.log('seen'); console.warn('again'); log('x'.repeat(9000));
                  return res.empty();
                };
                """, """
                def main(context):
                    context.log('a', {'b': 1}, 2)
                    context.error('bad')
                    print('seen')
                    print('again')
                    context.log('x' * 9000)
                    return context.res.empty()
                """);

        Outcome.Completed answer = running(tongue).functions().answer(chatty);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.errors()).isEqualTo("bad");
        assertThat(answer.logs().lines())
                .containsExactly(
                        "a {\"b\":1} 2",
                        "Unsupported log detected. Use context.log() or context.error() for logging.",
                        "seen",
                        "again",
                        "x".repeat(8000));
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionAndAMissingReturnAreFailuresWithTheContractsWords(Tongue tongue) {
        Functions functions = running(tongue).functions();
        Outcome.Failed thrown = functions.failure(running(tongue)
                .launch(
                        "export default async ({ log }) => { log('before'); oops(); };",
                        "def main(context):\n    context.log('before')\n    oops()\n"));
        Outcome.Failed missing =
                functions.failure(running(tongue).launch("export default () => {};", "def main(context):\n    pass\n"));

        assertThat(thrown.kind()).isEqualTo(Failure.EXCEPTION);
        assertThat(thrown.errors())
                .contains(tongue.pick("ReferenceError: oops is not defined", "NameError: name 'oops' is not defined"))
                .contains(tongue.pick("main.js:1", "main.py\", line 3"));
        assertThat(thrown.message()).contains("oops");
        assertThat(thrown.logs()).isEqualTo("before");
        assertThat(missing.errors())
                .isEqualTo("Return statement missing. return context.res.empty() if no response is expected.");
        assertThat(ContractAnswer.of(thrown).status()).isEqualTo(500);
        assertThat(ContractAnswer.of(thrown).body().length()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aResponseThatWouldBreakHttpIsRefused(Tongue tongue) {
        String script = "export default ({ req, res }) => res.text('', %s);";
        String python = "def main(context):\n    return context.res.text('', %s)\n";
        Functions functions = running(tongue).functions();

        assertThat(functions
                        .failure(running(tongue).launch(script.formatted("99"), python.formatted("99")))
                        .message())
                .startsWith("The status code must be");
        String broken = "200, {'x': 'a\\r\\nb'}";
        assertThat(functions
                        .failure(running(tongue).launch(script.formatted(broken), python.formatted(broken)))
                        .message())
                .startsWith("The response header");
        String several = "200, {'Set-Cookie': ['a=1', 'b=2'], 'x-open-runtimes-y': 'z'}";
        assertThat(functions
                        .answer(running(tongue).launch(script.formatted(several), python.formatted(several)))
                        .headers())
                .containsExactly(
                        new HeaderLine("set-cookie", "a=1"),
                        new HeaderLine("set-cookie", "b=2"),
                        new HeaderLine("content-type", "text/plain; charset=utf-8"));
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectIsAnAnswer(Tongue tongue) {
        Launch away = running(tongue)
                .launch(
                        "export default ({ res }) => res.redirect('https://example.org/', 302);",
                        "def main(context):\n    return context.res.redirect('https://example.org/', 302)\n");

        Outcome.Completed answer = running(tongue).functions().answer(away);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers()).contains(new HeaderLine("location", "https://example.org/"));
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeLoadedSaysWhy(Tongue tongue) {
        Functions functions = running(tongue).functions();
        String empty = tongue.pick("export const x = 1;", "x = 1\n");
        Launch missing = functions.launch(Map.of("a.txt", ""), "b.js", Limits.DEFAULT);
        Launch broken = running(tongue).launch("export default async ( => {}", "def main(context:\n");
        Launch throwing = running(tongue)
                .launch("throw new Error('at the top'); export default () => 1;", "raise ValueError('at the top')\n");
        Launch handless = running(tongue).launch(empty, empty);

        assertThat(loadError(functions, missing)).contains("b.js").contains("not part of the deployment");
        assertThat(loadError(functions, broken)).contains("SyntaxError");
        assertThat(loadError(functions, throwing)).contains("at the top");
        assertThat(loadError(functions, handless))
                .contains(tongue.pick("no default export", "no function that is named main"));
        assertThat(ContractAnswer.of(functions.failure(missing)).status()).isEqualTo(503);
    }

    private static String loadError(Functions functions, Launch launch) {
        Outcome.Failed failed = functions.failure(launch);
        assertThat(failed.kind()).as(failed.toString()).isEqualTo(Failure.LOAD_FAILED);
        return failed.errors();
    }

    @ParameterizedTest
    @EnumSource
    void manyConcurrentCallsAreAllAnsweredAndTheirLogsAreTheirOwn(Tongue tongue) {
        Launch slow = running(tongue).launch("""
                export default async ({ req, res, log }) => {
                  await new Promise((done) => setTimeout(done, 30));
                  log(req.path);
                  return res.text(req.path);
                };
                """, """
                import asyncio

                async def main(context):
                    await asyncio.sleep(0.03)
                    context.log(context.req.path)
                    return context.res.text(context.req.path)
                """);
        List<CompletableFuture<Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String path = "/" + i;
            calls.add(CompletableFuture.supplyAsync(
                    () -> running(tongue).functions().call(slow, Functions.get(path))));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(calls.get(i).join()).isInstanceOf(Outcome.Completed.class);
            Outcome.Completed answer = (Outcome.Completed) calls.get(i).join();
            assertThat(answer.body().toString()).isEqualTo("/" + i);
            assertThat(answer.logs()).isEqualTo("/" + i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatWaitsTooLongTimesOutWithItsLogsAndTheFunctionGoesOn(Tongue tongue) {
        Limits brief = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(1), 64, 64, 1 << 20, 1000);
        Launch waiting = running(tongue).launch("""
                export default ({ req, res, log }) => { log('begun'); return req.path === '/' ? new Promise(() => {}) : res.text('on'); };
                """, """
                import asyncio

                async def main(context):
                    context.log('begun')
                    if context.req.path == '/':
                        await asyncio.get_running_loop().create_future()
                    return context.res.text('on')
                """, brief);
        Functions functions = running(tongue).functions();

        Outcome.Failed failed = functions.failure(waiting);

        assertThat(failed.kind()).isEqualTo(Failure.TIMEOUT);
        assertThat(failed.errors()).isEqualTo("Execution timed out.");
        assertThat(failed.logs()).isEqualTo("begun");
        assertThat(functions.answer(waiting, Functions.get("/x")).body().toString())
                .isEqualTo("on");
    }

    @ParameterizedTest
    @EnumSource
    void bodiesBeyondTheLimitAreRefused(Tongue tongue) {
        Limits small = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), 64, 64, 1000, 1000);
        Launch big = running(tongue)
                .launch(
                        "export default ({ res }) => res.text('x'.repeat(1001));",
                        "def main(context):\n    return context.res.text('x' * 1001)\n",
                        small);
        Functions functions = running(tongue).functions();

        assertThat(functions.failure(big).kind()).isEqualTo(Failure.RESPONSE_TOO_LARGE);
        Outcome refused = functions.call(big, Functions.post("text/plain", Buffer.buffer("y".repeat(1001))));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(Failure.REQUEST_TOO_LARGE));
    }

    @ParameterizedTest
    @EnumSource
    void logsBeyondTheLimitAreCutWithAWord(Tongue tongue) {
        Limits small = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), 64, 64, 1000, 10);
        Launch chatty = running(tongue)
                .launch(
                        "export default ({ res, log }) => { log('12345'); log('6789012'); log('never'); return res.empty(); };",
                        "def main(c):\n    c.log('12345')\n    c.log('6789012')\n    c.log('never')\n    return c.res.empty()\n",
                        small);

        assertThat(running(tongue).functions().answer(chatty).logs())
                .isEqualTo("12345\nThe log limit is reached; what follows is dropped.");
    }

    @ParameterizedTest
    @EnumSource
    void aRedeploymentNeverServesOldCode(Tongue tongue) {
        Launch one = running(tongue)
                .launch(
                        "export default ({ res }) => res.text('old');",
                        "def main(context):\n    return context.res.text('old')\n");
        Launch other = running(tongue)
                .launch(
                        "export default ({ res }) => res.text('new');",
                        "def main(context):\n    return context.res.text('new')\n");
        Functions functions = running(tongue).functions();
        functions.answer(one);

        Launch.Key key = new Launch.Key("tenant", one.key().function(), "next", 1);
        Launch redeployed = new Launch(
                key,
                other.artefact(),
                tongue.entrypoint(),
                Map.of(),
                Limits.DEFAULT,
                true,
                Functions.mint(key),
                one.runtime());

        assertThat(functions.answer(redeployed).body().toString()).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatComesInPiecesGoesOutInPieces(Tongue tongue) {
        Launch pieces = running(tongue).launch("""
                export default ({ req, res }) => {
                  async function* bytes() { for (const n of [1, 2, 3]) { await new Promise((d) => setTimeout(d, 2)); if (req.path === '/bad' && n === 3) throw new Error('burst'); yield new TextEncoder().encode(`p${n}`); } }
                  return res.binary(ReadableStream.from(bytes()), req.path === '/none' ? 999 : 202, { 'content-type': 'text/x' });
                };
                """, """
                def main(context):
                    def pieces():
                        for n in [1, 2, 3]:
                            if context.req.path == '/bad' and n == 3:
                                raise ValueError('burst')
                            yield f'p{n}'.encode()
                    return context.res.binary(pieces(), 999 if context.req.path == '/none' else 202, {'content-type': 'text/x'})
                """);
        SinkNotes good = new SinkNotes();
        SinkNotes bad = new SinkNotes();
        SinkNotes leaving = new SinkNotes();
        leaving.room = io.vertx.core.Future.failedFuture("gone");

        Tongue.Streaming streaming = running(tongue).streaming();
        assertThat(Functions.await(streaming.invoke(pieces, Functions.get("/"), good)))
                .isInstanceOf(Outcome.Streamed.class);
        assertThat(good.seen).containsExactly("begin 202 text/x; charset=utf-8", "p1", "p2", "p3", "end");
        assertThat(Functions.await(streaming.invoke(pieces, Functions.get("/bad"), bad))
                        .errors())
                .contains("burst");
        assertThat(bad.seen).containsExactly("begin 202 text/x; charset=utf-8", "p1", "p2");
        assertThat(Functions.await(streaming.invoke(pieces, Functions.get("/"), leaving)))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(Functions.await(streaming.invoke(pieces, Functions.get("/none"), new SinkNotes())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.errors()).contains("status code"));
        assertThat(running(tongue).functions().answer(pieces).body().toString()).isEqualTo("p1p2p3");
    }
}
