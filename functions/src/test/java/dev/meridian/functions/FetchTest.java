package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.functions.wire.HeaderLine;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What functions fetch, from a real server. */
final class FetchTest {

    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(10), Duration.ofSeconds(2), 128, 64, 4 << 20, 100_000);

    @TempDir
    private static Path directory;

    @AutoClose
    private static HostsStage stage;

    @AutoClose
    private static HostsStage guarded;

    private HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private final CountDownLatch hanging = new CountDownLatch(1);

    @BeforeAll
    static void startHosts() {
        stage = new HostsStage(
                directory.resolve("open"), settings -> settings.withPolicy(HostPolicy.DEFAULT.fetchingPrivate()));
        guarded = new HostsStage(directory.resolve("guarded"), settings -> settings);
    }

    @BeforeEach
    void start() {
        server = Functions.await(
                stage.vertx().createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        Functions.await(server.close());
    }

    private void serve(HttpServerRequest request) {
        asked.incrementAndGet();
        switch (String.valueOf(request.path())) {
            case "/echo" ->
                request.body()
                        .onSuccess(body -> request.response()
                                .setStatusCode(201)
                                .setStatusMessage("Made")
                                .putHeader("x-method", request.method().name())
                                .putHeader("x-seen", String.valueOf(request.getHeader("x-given")))
                                .putHeader("x-loop", String.valueOf(request.getHeader("cdn-loop")))
                                .putHeader("set-cookie", (Iterable<String>) List.of("a=1", "b=2"))
                                .end(body));
            case "/large" -> large(request);
            case "/hang" -> {
                request.connection().closeHandler(closed -> brokenOff.incrementAndGet());
                hanging.countDown();
            }
            case "/half" -> {
                request.response().putHeader("content-length", "100").write("half");
                stage.vertx().setTimer(50, ignored -> request.connection().close());
            }
            case "/moved" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/echo")
                        .end();
            case "/kept" ->
                request.response()
                        .setStatusCode(307)
                        .putHeader("location", "/echo")
                        .end();
            case "/round" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/round")
                        .end();
            case "/v1/health" -> request.response().end("own");
            default -> request.response().setStatusCode(404).end("none");
        }
    }

    /** 3 MiB, a piece after the other as the connection takes them. */
    private static void large(HttpServerRequest request) {
        request.response().setChunked(true);
        Buffer piece = Buffer.buffer(new byte[64 << 10]);
        piece.setByte(0, (byte) 7);
        send(request, piece, 48);
    }

    private static void send(HttpServerRequest request, Buffer piece, int left) {
        if (left == 0) {
            request.response().end();
        } else {
            request.response().write(piece.copy()).onSuccess(sent -> send(request, piece, left - 1));
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    /** The JSON that a function's body comes to; {@code at} makes URLs of the server. */
    private JsonArray run(String body) {
        return new JsonArray(functions(body).body());
    }

    private Outcome.Completed functions(String body) {
        return stage.functions().answer(stage.functions().launch(source(body), LIMITS));
    }

    private String source(String body) {
        return "const at = (path) => '" + url("") + "' + path; export default async ({ res, log }) => { " + body
                + " };";
    }

    @Test
    void aRequestGoesOutAndItsResponseComesBack() {
        JsonArray result = run("""
                const response = await fetch(at('/echo?x=1'), { method: 'PUT', headers: { 'X-Given': 'given', host: 'evil', 'content-length': '1' }, body: 'héllo' });
                return res.json([response.status, response.statusText, response.ok, response.url, response.headers.get('x-method'),
                  response.headers.get('x-seen'), response.headers.get('x-loop'), response.headers.getSetCookie(), await response.text(), response.bodyUsed]);
                """);

        assertThat(result)
                .isEqualTo(new JsonArray()
                        .add(201)
                        .add("Made")
                        .add(true)
                        .add(url("/echo?x=1"))
                        .add("PUT")
                        .add("given")
                        .add("meridian-functions")
                        .add(new JsonArray().add("a=1").add("b=2"))
                        .add("héllo")
                        .add(true));
    }

    @Test
    void bodiesOfAllKindsAreSent() {
        assertThat(run("""
                const out = [];
                const send = async (body, headers) => { const r = await fetch(at('/echo'), { method: 'POST', body, headers, duplex: 'half' }); out.push(await r.text()); };
                await send(new Uint8Array([104, 105]));
                await send(new URLSearchParams({ a: 'b' }));
                await send(new Blob(['bl', 'ob']));
                await send(new ReadableStream({ async pull(c) { this.n = (this.n ?? 0) + 1; await new Promise((d) => setTimeout(d, 2)); c.enqueue(new TextEncoder().encode(`part${this.n};`)); if (this.n === 3) c.close(); } }));
                await send('x'.repeat(3 << 20));
                out[4] = out[4].length;
                const form = new FormData(); form.append('k', 'v');
                const back = await (await fetch(at('/echo'), { method: 'POST', body: form })).text();
                out.push(back.includes('name="k"'));
                return res.json(out);
                """)).isEqualTo(new JsonArray("[\"hi\",\"a=b\",\"blob\",\"part1;part2;part3;\",3145728,true]"));
    }

    @Test
    void aLargeResponseIsReadPieceByPieceAndHeldNowhereAsAWhole() {
        assertThat(run("""
                const response = await fetch(at('/large'));
                let sum = 0, sevens = 0, pieces = 0;
                for await (const piece of response.body) { sum += piece.length; pieces++; for (const byte of piece) if (byte === 7) sevens++; }
                return res.json([sum, sevens, pieces > 20]);
                """)).isEqualTo(new JsonArray("[3145728,48,true]"));
    }

    @Test
    void redirectsAreFollowedAsTheMethodAsks() {
        assertThat(run("""
                const moved = await fetch(at('/moved'), { method: 'POST', body: 'x' });
                const kept = await fetch(at('/kept'), { method: 'POST', body: 'x' });
                const manual = await fetch(at('/moved'), { redirect: 'manual' });
                const names = [];
                for (const [path, redirect] of [['/moved', 'error'], ['/round', 'follow']]) await fetch(at(path), { redirect }).catch((e) => names.push(e.name));
                return res.json([moved.headers.get('x-method'), moved.redirected, moved.url === at('/echo'), kept.headers.get('x-method'), await kept.text(), manual.status, names]);
                """))
                .isEqualTo(new JsonArray("[\"GET\",true,true,\"POST\",\"x\",302,[\"TypeError\",\"TypeError\"]]"));
    }

    @Test
    void failuresAreTypeErrorsOrTheReasonOfTheAbort() {
        assertThat(run("""
                const names = [];
                const tried = async (action) => { try { await action(); names.push('none'); } catch (e) { names.push(e.name); } };
                await tried(() => fetch('http://127.0.0.1:1/'));
                await tried(() => fetch('http://nowhere.invalid/'));
                await tried(() => fetch('ftp://a/'));
                await tried(() => fetch('relative'));
                await tried(async () => (await fetch(at('/half'))).text());
                await tried(() => fetch(at('/echo'), { signal: AbortSignal.abort() }));
                await tried(() => fetch(at('/hang'), { signal: AbortSignal.timeout(50) }));
                const controller = new AbortController();
                setTimeout(() => controller.abort(new RangeError('mine')), 20);
                await tried(() => fetch(at('/hang'), { signal: controller.signal }));
                await tried(() => fetch(at('/echo'), { method: 'POST', body: new ReadableStream({ pull() { throw new SyntaxError('body'); } }) }));
                return res.json(names);
                """))
                .isEqualTo(
                        new JsonArray(
                                "[\"TypeError\",\"TypeError\",\"TypeError\",\"TypeError\",\"TypeError\",\"AbortError\",\"TimeoutError\",\"RangeError\",\"SyntaxError\"]"));
    }

    @Test
    void manyAreUnderWayAtOnce() {
        assertThat(run("""
                const all = await Promise.all(Array.from({ length: 40 }, (_, n) => fetch(at('/echo'), { method: 'POST', body: `${n}` }).then((r) => r.text())));
                return res.json(all.map(Number));
                """).stream().mapToInt(each -> (Integer) each).sum()).isEqualTo(780);
    }

    @Test
    void aCallFetchesNoMoreThanItMay() {
        assertThat(run("""
                let n = 0, message;
                try { for (;;) { await (await fetch(at('/echo'))).text(); n++; } } catch (e) { message = e.message; }
                return res.json([n, message]);
                """)).isEqualTo(new JsonArray("[50,\"A call may fetch no more than 50 times.\"]"));
        assertThat(asked).hasValue(50);
    }

    @Test
    void whatACallLeavesUnderWayEndsWithIt() throws InterruptedException {
        functions(
                "fetch(at('/hang')).catch(() => {}); await new Promise((d) => setTimeout(d, 200)); return res.empty();");

        assertThat(hanging.await(5, TimeUnit.SECONDS)).isTrue();
        Conditions.until(() -> brokenOff.get() == 1);
    }

    @Test
    void aCallThatOverstaysTakesItsFetchesWithIt() {
        Limits brief = new Limits(Duration.ofMillis(300), Duration.ofSeconds(2), 128, 64, 4 << 20, 100_000);

        assertThat(stage.functions()
                        .failure(stage.functions()
                                .launch(source("await fetch(at('/hang')); return res.empty();"), brief))
                        .kind())
                .isEqualTo(Failure.TIMEOUT);
        Conditions.until(() -> brokenOff.get() == 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/echo",
                "http://localhost:%d/echo",
                "http://2130706433:%d/echo",
                "http://0x7f.1:%d/echo",
                "http://[::1]:%d/echo",
                "http://[::ffff:127.0.0.1]:%d/echo",
                "http://0.0.0.0:%d/echo",
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/",
                "http://[fd00:ec2::254]/",
                "http://100.100.100.200/",
            })
    void whatOnlyTheNodeReachesIsOutOfReach(String address) {
        Launch launch = guarded.functions()
                .launch("export default async ({ res }) => { try { await fetch('"
                        + address.formatted(server.actualPort())
                        + "'); return res.text('reached'); } catch (e) { return res.text(e.name); } };");

        assertThat(guarded.functions().answer(launch).body().toString()).isEqualTo("TypeError");
        assertThat(asked).hasValue(0);
    }

    @Test
    void theNetworksOwnApiIsInReachWhereverItIs() {
        guarded.functions().environment(Map.of("APPWRITE_FUNCTION_API_ENDPOINT", url("/v1")));
        Launch launch = guarded.functions().launch("""
                export default async ({ res }) => {
                  const own = await fetch(`${process.env.APPWRITE_FUNCTION_API_ENDPOINT}/health`).then((r) => r.text(), (e) => e.name);
                  const beside = await fetch(process.env.APPWRITE_FUNCTION_API_ENDPOINT.replace('/v1', '/v1x')).then((r) => r.text(), (e) => e.name);
                  const up = await fetch(`${process.env.APPWRITE_FUNCTION_API_ENDPOINT}/../echo`).then((r) => r.text(), (e) => e.name);
                  return res.json([own, beside, up]);
                };
                """);

        Outcome.Completed answer = guarded.functions().answer(launch);

        assertThat(answer.body().toString()).isEqualTo("[\"own\",\"TypeError\",\"TypeError\"]");
        assertThat(answer.callsHome()).isEqualTo(1);
        assertThat(guarded.functions()
                        .failure(
                                guarded.functions()
                                        .launch(
                                                "export default async () => { for (let i = 0; i < 3; i++) await"
                                                        + " fetch(process.env.APPWRITE_FUNCTION_API_ENDPOINT); throw new Error('after'); };"))
                        .callsHome())
                .isEqualTo(3);
    }

    @Test
    void aChainOfFunctionsComesToAnEnd() {
        Launch launch = stage.functions()
                .launch(source("return res.text(await fetch(at('/echo')).then(() => 'went', (e) => e.message));"));
        String gone = "meridian-functions, other, ".repeat(15);

        assertThat(answer(launch, gone + "x")).isEqualTo("went");
        assertThat(answer(launch, gone + "meridian-functions"))
                .isEqualTo("More than 16 functions have called one another in a chain.");
    }

    private String answer(Launch launch, String loop) {
        return stage.functions()
                .answer(
                        launch,
                        Functions.invocation("GET", "/", List.of(new HeaderLine("cdn-loop", loop)), Buffer.buffer()))
                .body()
                .toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fetch(at('/echo'), { headers: { 'x-a': 'b\\r\\nx-injected: 1' } })",
                "fetch(at('/echo'), { headers: { 'x-a: b\\r\\nx-injected': '1' } })",
                "fetch(at('/echo'), { headers: { 'HOST': 'evil', 'Content-Length': '7' }, method: 'GET / HTTP/1.1\\r\\nx: y\\r\\n\\r\\n' })",
                "fetch(Object.assign(new Request(at('/echo')), {}), { method: 'CONNECT x' })",
            })
    void aRequestThatWouldBreakOutOfItselfIsNotSentWhateverScriptHasReplaced(String fetching) {
        Outcome outcome = stage.functions()
                .call(stage.functions()
                        .launch(
                                source(
                                        "const { test } = RegExp.prototype; RegExp.prototype.test = function (text) { return `${text}`.includes('\\n') || `${text}`.includes(' ') ? !this.source.includes('CONNECT') : test.call(this, text); };"
                                                + " try { await " + fetching
                                                + "; return res.text('sent'); } catch (e) { return res.text(e.message); }"),
                                LIMITS));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        answer ->
                                assertThat(answer.body().toString()).isEqualTo("The request cannot be sent as it is."));
        assertThat(asked).hasValue(0);
    }

    @Test
    void fetchingWhileTheModuleLoadsIsRefused() {
        assertThat(stage.functions()
                        .failure(stage.functions()
                                .launch("await fetch('" + url("/echo") + "'); export default () => {};"))
                        .message())
                .contains("fetch works within a call only");
    }
}
