package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a function sees and what becomes of what it does (wire contract 8.3), in one host process. */
final class FunctionContractTest {

    @TempDir
    private static Path directory;

    @AutoClose
    private static HostsStage stage;

    private static Functions functions;

    @BeforeAll
    static void start() {
        stage = new HostsStage(directory, settings -> settings);
        functions = stage.functions();
    }

    @Test
    void aFunctionAnswersInPlainText() {
        Launch hello = functions.launch("export default async ({ res }) => res.text('hello');");

        Outcome.Completed answer = functions.answer(hello);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).isEqualTo("hello");
        assertThat(answer.headers()).containsExactly(new HeaderLine("content-type", "text/plain; charset=utf-8"));
        assertThat(answer.coldStart()).isTrue();
        assertThat(functions.answer(hello).coldStart()).isFalse();
    }

    @Test
    void theRequestIsSeenAsTheContractSays() {
        Launch echo = functions.launch("""
                export default async ({ req, res }) => res.json({ method: req.method, scheme: req.scheme, host: req.host,
                  port: req.port, path: req.path, queryString: req.queryString, query: req.query, url: req.url,
                  headers: req.headers, body: req.body, bodyText: req.bodyText, bytes: req.bodyBinary.length,
                  greeting: process.env.GREETING });
                """);
        List<HeaderLine> headers = List.of(
                new HeaderLine("Content-Type", "application/json"),
                new HeaderLine("X-Twice", "a"),
                new HeaderLine("X-Twice", "b"),
                new HeaderLine("x-open-runtimes-secret", "s"));

        Outcome.Completed answer = functions.answer(
                echo, Functions.invocation("PUT", "/a/b?x=1&y=%20z&x2", headers, Buffer.buffer("{\"ü\":[1]}")));

        JsonObject seen = answer.body().toJsonObject();
        assertThat(seen.getString("method")).isEqualTo("PUT");
        assertThat(seen.getString("url")).isEqualTo("http://fn.example:8080/a/b?x=1&y=%20z&x2");
        assertThat(seen.getInteger("port")).isEqualTo(8080);
        assertThat(seen.getJsonObject("query").getMap()).isEqualTo(Map.of("x", "1", "y", "%20z", "x2", ""));
        assertThat(seen.getJsonObject("headers").getMap())
                .isEqualTo(Map.of("content-type", "application/json", "x-twice", "a, b"));
        assertThat(seen.getJsonObject("body").getJsonArray("ü").getInteger(0)).isEqualTo(1);
        assertThat(seen.getInteger("bytes")).isEqualTo(10);
        assertThat(seen.getString("greeting")).isEqualTo("hello");
        assertThat(answer.headers()).contains(new HeaderLine("content-type", "application/json; charset=utf-8"));
    }

    @Test
    void bytesPassUnchangedBothWays() {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Launch mirror = functions.launch("""
                export default async ({ req, res }) => res.binary(req.bodyBinary, 201, { 'content-type': 'image/png' });
                """);

        Outcome.Completed answer =
                functions.answer(mirror, Functions.post("application/octet-stream", Buffer.buffer(bytes)));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().getBytes()).isEqualTo(bytes);
    }

    @Test
    void logsErrorsAndConsoleAreKeptApart() {
        Launch chatty = functions.launch("""
                export default async ({ res, log, error }) => {
                  log('a', { b: 1 }, 2); error('bad'); console.log('seen'); console.warn('again'); log('x'.repeat(9000));
                  return res.empty();
                };
                """);

        Outcome.Completed answer = functions.answer(chatty);

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

    @Test
    void anExceptionAndAMissingReturnAreFailuresWithTheContractsWords() {
        Outcome.Failed thrown =
                functions.failure(functions.launch("export default async ({ log }) => { log('before'); oops(); };"));
        Outcome.Failed missing = functions.failure(functions.launch("export default () => {};"));

        assertThat(thrown.kind()).isEqualTo(Failure.EXCEPTION);
        assertThat(thrown.errors())
                .contains("ReferenceError: oops is not defined")
                .contains("main.js:1");
        assertThat(thrown.logs()).isEqualTo("before");
        assertThat(missing.errors())
                .isEqualTo("Return statement missing. return context.res.empty() if no response is expected.");
        assertThat(ContractAnswer.of(thrown).status()).isEqualTo(500);
        assertThat(ContractAnswer.of(thrown).body().length()).isZero();
    }

    @Test
    void aResponseThatWouldBreakHttpIsRefused() {
        String source = "export default ({ req, res }) => res.text('', %s);";

        assertThat(functions.failure(functions.launch(source.formatted("99"))).message())
                .startsWith("The status code must be");
        assertThat(functions
                        .failure(functions.launch(source.formatted("200, {'x': 'a\\r\\nb'}")))
                        .message())
                .startsWith("The response header");
        Launch several =
                functions.launch(source.formatted("200, {'Set-Cookie': ['a=1', 'b=2'], 'x-open-runtimes-y': 'z'}"));
        assertThat(functions.answer(several).headers())
                .containsExactly(
                        new HeaderLine("set-cookie", "a=1"),
                        new HeaderLine("set-cookie", "b=2"),
                        new HeaderLine("content-type", "text/plain; charset=utf-8"));
    }

    @Test
    void modulesJsonAndTopLevelAwaitAreLoaded() {
        Launch launch = functions.launch(
                Map.of(
                        "src/main.js",
                        """
                        import { shout } from './lib/text.js';
                        import data from '../data.json' with { type: 'json' };
                        const waited = await new Promise((done) => setTimeout(() => done('later'), 20));
                        export default async ({ res }) => res.text(`${shout(data.word)} ${waited}`);
                        """,
                        "src/lib/text.js",
                        "import { mark } from '../mark.js'; import '/src/mark.js'; export const shout = (text) => text.toUpperCase() + mark;",
                        "src/mark.js",
                        "globalThis.marks = (globalThis.marks ?? 0) + 1; export const mark = '!'.repeat(marks);",
                        "data.json",
                        "{\"word\":\"hey\"}"),
                "src/main.js",
                Limits.DEFAULT);

        assertThat(functions.answer(launch).body().toString()).isEqualTo("HEY! later");
    }

    @Test
    void whatCannotBeLoadedSaysWhy() throws IOException {
        Launch missing = functions.launch(Map.of("a.js", ""), "b.js", Limits.DEFAULT);
        Launch escaping = functions.launch("import x from '../../../../../../etc/hostname'; export default () => x;");
        Launch linked = functions.launch("import x from './link.js'; export default () => x;");
        Files.writeString(directory.resolve("secret.js"), "export default 1;");
        Files.createSymbolicLink(linked.artefact().resolve("link.js"), directory.resolve("secret.js"));
        Launch bare = functions.launch("import x from 'left-pad'; export default () => x;");
        Launch broken = functions.launch("export default async ( => {}");
        Launch throwing = functions.launch("throw new Error('at the top'); export default () => 1;");
        Launch empty = functions.launch("export const x = 1;");

        assertThat(loadError(missing)).contains("b.js").contains("not part of the deployment");
        assertThat(loadError(escaping)).contains("outside of the deployment");
        // In a sandbox what the link points to is not even there.
        assertThat(loadError(linked)).containsAnyOf("outside of the deployment", "not part of the deployment");
        assertThat(loadError(bare)).contains("left-pad");
        assertThat(loadError(broken)).contains("SyntaxError");
        assertThat(loadError(throwing)).contains("at the top");
        assertThat(loadError(empty)).contains("no default export");
        assertThat(ContractAnswer.of(functions.failure(missing)).status()).isEqualTo(503);
    }

    private static String loadError(Launch launch) {
        Outcome.Failed failed = functions.failure(launch);
        assertThat(failed.kind()).isEqualTo(Failure.LOAD_FAILED);
        return failed.errors();
    }

    @Test
    void twoFunctionsShareNoGlobalsAndARedeploymentNeverServesOldCode() {
        String counting = "globalThis.n = (globalThis.n ?? 0) + 1; export default ({ res }) => res.text(`${++n}`);";
        Launch one = functions.launch(counting);
        Launch two = functions.launch(counting);
        functions.answer(one);

        assertThat(functions.answer(one).body().toString()).isEqualTo("3");
        assertThat(functions.answer(two).body().toString()).isEqualTo("2");

        Launch next = functions.launch("export default ({ res }) => res.text('new');");
        Launch.Key key = new Launch.Key("tenant", one.key().function(), "next", 1);
        Launch redeployed =
                new Launch(key, next.artefact(), "main.js", Map.of(), Limits.DEFAULT, true, Functions.mint(key));
        assertThat(functions.answer(redeployed).body().toString()).isEqualTo("new");
    }

    @Test
    void twoHundredConcurrentCallsAreAllAnswered() {
        Launch slow = functions.launch("""
                export default async ({ req, res }) => {
                  await new Promise((done) => setTimeout(done, 50));
                  return res.text(req.path);
                };
                """);
        List<Future<Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(stage.hosts().invoke(slow, Functions.get("/" + i)));
        }

        for (int i = 0; i < 200; i++) {
            Outcome outcome = Functions.await(calls.get(i));
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            assertThat(((Outcome.Completed) outcome).body().toString()).isEqualTo("/" + i);
        }
    }

    @Test
    void aCallThatWaitsTooLongTimesOutAndTheIsolateGoesOn() {
        Limits short_ = new Limits(Duration.ofMillis(300), Duration.ofMillis(200), 64, 64, 1 << 20, 1000);
        Launch waiting = functions.launch("""
                export default ({ req, res, log }) => { log('begun'); return req.path === '/' ? new Promise(() => {}) : res.text('on'); };
                """, short_);

        Outcome.Failed failed = functions.failure(waiting);

        assertThat(failed.kind()).isEqualTo(Failure.TIMEOUT);
        assertThat(failed.errors()).isEqualTo("Execution timed out.");
        assertThat(failed.logs()).isEqualTo("begun");
        assertThat(functions.answer(waiting, Functions.get("/x")).coldStart()).isFalse();
    }

    @Test
    void whatTheSandboxTakesAwayIsNotThere() {
        Launch probe = functions.launch("""
                export default ({ res }) => {
                  let evaluated = 'no';
                  try { evaluated = eval('1') + ''; } catch (e) { evaluated = e.name; }
                  return res.json([typeof SharedArrayBuffer, typeof Atomics, typeof WebAssembly, typeof require, evaluated,
                    Object.isFrozen(process.env)]);
                };
                """);

        assertThat(functions.answer(probe).body().toString())
                .isEqualTo("[\"undefined\",\"undefined\",\"object\",\"undefined\",\"EvalError\",true]");
    }

    @Test
    void theSmallWebApisWork() {
        Launch probe = functions.launch("""
                export default async ({ res }) => {
                  const bytes = new TextEncoder().encode('aé€😀');
                  const order = [];
                  queueMicrotask(() => order.push('micro'));
                  const cancelled = setTimeout(() => order.push('never'), 1);
                  clearTimeout(cancelled);
                  await new Promise((done) => setTimeout(() => { order.push('timer'); done(); }, 5));
                  return res.json([bytes.length, new TextDecoder().decode(bytes), new TextDecoder().decode(new Uint8Array([97, 255, 98])),
                    btoa('hello'), atob('aGVsbG8='), order]);
                };
                """);

        assertThat(functions.answer(probe).body().toString())
                .isEqualTo("[10,\"aé€😀\",\"a�b\",\"aGVsbG8=\",\"hello\",[\"micro\",\"timer\"]]");
    }

    @Test
    void bodiesBeyondTheLimitAreRefused() {
        Limits small = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), 64, 64, 1000, 1000);
        Launch big = functions.launch("export default ({ res }) => res.text('x'.repeat(1001));", small);

        assertThat(functions.failure(big).kind()).isEqualTo(Failure.RESPONSE_TOO_LARGE);
        Outcome refused = functions.call(big, Functions.post("text/plain", Buffer.buffer("y".repeat(1001))));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(Failure.REQUEST_TOO_LARGE));
    }
}
