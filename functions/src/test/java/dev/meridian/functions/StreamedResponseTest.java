package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses that are sent while the function still runs. */
final class StreamedResponseTest {

    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(10), Duration.ofSeconds(2), 128, 64, 1 << 20, 100_000);

    @TempDir
    private static Path directory;

    @AutoClose
    private static HostsStage stage;

    @BeforeAll
    static void start() {
        stage = new HostsStage(directory, settings -> settings);
    }

    private static Launch launch(String body) {
        return stage.functions()
                .launch("const text = (s) => new TextEncoder().encode(s); export default " + body, LIMITS);
    }

    private static Future<Outcome> invoke(String body, ResponseSink sink) {
        return stage.hosts().invoke(launch(body), Functions.get("/"), sink);
    }

    @Test
    void piecesGoOutAsTheyAreMade() {
        SinkNotes notes = new SinkNotes();

        Outcome outcome = Functions.await(invoke("""
                { fetch() {
                  let n = 0;
                  return new Response(new ReadableStream({ async pull(c) {
                    await new Promise((d) => setTimeout(d, 2));
                    if (n === 3) c.close(); else c.enqueue(text(`p${n++}`));
                  } }), { status: 202, headers: { 'content-type': 'text/event-stream' } });
                } };
                """, notes));

        assertThat(notes.seen).containsExactly("begin 202 text/event-stream; charset=utf-8", "p0", "p1", "p2", "end");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Streamed.class,
                        streamed -> assertThat(streamed.status()).isEqualTo(202));
    }

    @Test
    void appwritesSignatureMayStreamAsWell() {
        SinkNotes notes = new SinkNotes();

        Functions.await(invoke("""
                async ({ res, log }) => {
                  log('begun');
                  const stream = new ReadableStream({ start(c) { c.enqueue(text('one')); c.enqueue('two'); c.close(); } });
                  return res.binary(stream, 200, { 'content-type': 'text/x' });
                };
                """, notes));

        assertThat(notes.seen).containsExactly("begin 200 text/x; charset=utf-8", "one", "two", "end");
    }

    @Test
    void nothingIsMadeAheadOfAReaderWhoIsSlow() {
        SinkNotes notes = new SinkNotes();
        Promise<Void> room = Promise.promise();
        notes.room = room.future();

        Future<Outcome> outcome = invoke("""
                { fetch() {
                  let n = 0;
                  return new Response(new ReadableStream({ pull(c) { if (n++ === 50) c.close(); else c.enqueue(new Uint8Array(1 << 16)); } }, { highWaterMark: 0 }));
                } };
                """, notes);
        Conditions.until(() -> notes.seen.size() == 2);
        assertThat(notes.bytes).hasValue(1 << 16);
        notes.room = Future.succeededFuture();
        room.complete();

        Functions.await(outcome);
        assertThat(notes.bytes).hasValue(50 << 16);
    }

    @Test
    void aReaderWhoLeavesIsToldToTheFunction() {
        SinkNotes notes = new SinkNotes();
        notes.room = Future.failedFuture("gone");

        Outcome outcome = Functions.await(invoke("""
                { async fetch(request) {
                  request.signal.addEventListener('abort', () => console.log('aborted'));
                  return new Response(new ReadableStream({ pull(c) { c.enqueue(text('x')); }, cancel(why) { console.log('cancelled ' + why.name); } }));
                } };
                """, notes));

        assertThat(notes.seen)
                .startsWith("begin 200 text/plain; charset=utf-8", "x")
                .doesNotContain("end");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.logs()).contains("aborted", "cancelled AbortError"));
    }

    @Test
    void anErrorInTheMidstIsAFailureAndNoEnd() {
        SinkNotes notes = new SinkNotes();

        Outcome outcome = Functions.await(invoke("""
                { fetch() { let n = 0; return new Response(new ReadableStream({ pull(c) { if (n++) throw new Error('burst'); c.enqueue(text('x')); } })); } };
                """, notes));

        assertThat(notes.seen).endsWith("x").doesNotContain("end");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.errors()).contains("burst"));
    }

    @Test
    void whatIsWaitedForGoesOnAfterTheResponse() {
        SinkNotes notes = new SinkNotes();

        Outcome outcome = Functions.await(invoke("""
                { fetch(request, env, ctx) {
                  ctx.waitUntil((async () => { await new Promise((d) => setTimeout(d, 30)); console.log('later'); })());
                  return new Response('now');
                } };
                """, notes));

        assertThat(notes.seen).endsWith("now", "end");
        assertThat(outcome.logs()).contains("later");
    }

    @Test
    void whoWantsItWholeGetsItWhole() {
        Outcome.Completed answer = stage.functions()
                .answer(
                        launch(
                                "{ fetch: () => new Response(new ReadableStream({ start(c) { c.enqueue(text('a')); c.enqueue(text('b')); c.close(); } })) };"));

        assertThat(answer.body().toString()).isEqualTo("ab");
    }

    @Test
    void whoWantsItWholeGetsNoMoreThanTheLimit() {
        Outcome.Failed failed = stage.functions()
                .failure(
                        launch(
                                "{ fetch: () => new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(300000)); } })) };"));

        assertThat(failed.kind()).isEqualTo(Failure.RESPONSE_TOO_LARGE);
    }

    @Test
    void aHeadThatIsNoneIsTheFunctionsFault() {
        Outcome.Failed failed =
                stage.functions().failure(launch("({ res }) => res.binary(new ReadableStream(), 999);"));

        assertThat(failed.kind()).isEqualTo(Failure.EXCEPTION);
        assertThat(failed.errors()).contains("status code");
    }

    @Test
    void aStreamThatNeverEndsEndsAtTheDeadline() {
        Limits brief = new Limits(Duration.ofMillis(300), Duration.ofSeconds(2), 128, 64, 1 << 20, 100_000);
        Launch endless = stage.functions()
                .launch(
                        "export default { fetch: () => new Response(new ReadableStream({ async pull(c) { await new Promise((d) => setTimeout(d, 20)); c.enqueue(new Uint8Array([120])); } })) };",
                        brief);
        SinkNotes notes = new SinkNotes();

        Outcome outcome = Functions.await(stage.hosts().invoke(endless, Functions.get("/"), notes));

        assertThat(notes.seen).doesNotContain("end").contains("x");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(Failure.TIMEOUT));
    }
}
