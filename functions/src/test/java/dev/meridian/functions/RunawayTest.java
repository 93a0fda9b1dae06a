package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that mean harm: each harms itself only, and a neighbour goes on answering. */
final class RunawayTest {

    private static final Limits TIGHT =
            new Limits(Duration.ofSeconds(20), Duration.ofMillis(100), 64, 64, 1 << 20, 10_000);
    private static final String BURNING = """
            export default ({ req, res }) => {
              const until = Date.now() + Number(req.query.ms);
              while (Date.now() < until) {}
              return res.text('done');
            };
            """;
    private static final String NEIGHBOUR = "export default ({ res }) => res.text('alive');";

    @TempDir
    private Path directory;

    private Vertx vertx;
    private FunctionHosts hosts;
    private Functions functions;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        HostSettings settings = HostSettings.defaults(sharedHome()).withHeap(64);
        hosts = Functions.await(
                FunctionHosts.start(vertx, settings, Functions.confines(directory.resolve("artefacts"))));
        functions = new Functions(directory.resolve("artefacts"), hosts);
    }

    /** The engine's library is unpacked once for all tests. */
    private static Path sharedHome() {
        return Path.of("target", "functions-home").toAbsolutePath();
    }

    @AfterEach
    void stop() {
        Functions.await(hosts.close());
        Functions.await(vertx.close());
    }

    @Test
    void whatCanBeStoppedIsStoppedWithoutLosingTheHost() {
        Launch neighbour = functions.launch(NEIGHBOUR);
        assertStopped("for (;;) {}", Failure.CPU_EXCEEDED);
        assertStopped("for (;;) { try { for (;;) {} } catch {} }", Failure.CPU_EXCEEDED);
        assertStopped("const spin = () => Promise.resolve().then(spin); return spin();", Failure.CPU_EXCEEDED);
        assertStopped("await new Promise((done) => setTimeout(done, 5)); for (;;) {}", Failure.CPU_EXCEEDED);
        assertStopped("return /(a+)+$/.test('a'.repeat(40) + 'b');", Failure.CPU_EXCEEDED);
        assertStopped("const all = []; for (;;) all.push({ a: [1, 2, 3] });", Failure.HEAP_EXCEEDED);
        assertStopped("const all = []; for (;;) all.push(new ArrayBuffer(4 << 20).slice(0));", Failure.HEAP_EXCEEDED);
        assertThat(functions.failure(functions.launch("for (;;) {}", TIGHT)).kind())
                .isEqualTo(Failure.CPU_EXCEEDED);

        assertThat(functions.answer(neighbour).body().toString()).isEqualTo("alive");
        assertThat(hosts.statistics().restarts()).isZero();
    }

    @Test
    void aCallMayComputeForAsLongAsItsLimitSays() {
        Launch atEdge = functions.launch(BURNING, cpu(Limits.CPU_AT_EDGE));
        Launch longer = functions.launch(BURNING, cpu(Duration.ofSeconds(1)));
        functions.answer(atEdge, Functions.get("/?ms=0"));

        Outcome stopped = functions.call(atEdge, Functions.get("/?ms=10000"));

        assertThat(stopped).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Failure.CPU_EXCEEDED);
            assertThat(failed.message()).isEqualTo("The CPU time limit of 50 ms was exceeded.");
        });
        assertThat(functions.answer(longer, Functions.get("/?ms=300")).status()).isEqualTo(200);
    }

    /** A loop of so much time takes no more CPU time than that, however busy the machine. */
    @Test
    void loadingDoesNotCountAndTheFirstCallInAnIsolateHasTimeForWhatIsCompiledOnlyThen() {
        Launch heavyToLoad = functions.launch(
                "const until = Date.now() + 300; while (Date.now() < until) {}\n" + BURNING, cpu(Limits.CPU_AT_EDGE));

        assertThat(functions.answer(heavyToLoad, Functions.get("/?ms=80")).status())
                .isEqualTo(200);
        assertThat(functions.call(heavyToLoad, Functions.get("/?ms=10000"))).isInstanceOf(Outcome.Failed.class);
        assertThat(functions.call(functions.launch(BURNING, cpu(Limits.CPU_AT_EDGE)), Functions.get("/?ms=10000")))
                .isInstanceOf(Outcome.Failed.class);
    }

    private static Limits cpu(Duration cpu) {
        return new Limits(Duration.ofSeconds(20), cpu, 64, 64, 1 << 20, 10_000);
    }

    /** In the midst of what the engine does to make a loop fast, and of collecting its garbage. */
    @Test
    void aLoopThatAllocatesIsStoppedAtAnyTime() {
        for (int milliseconds : new int[] {20, 50, 100, 200}) {
            Limits limits =
                    new Limits(Duration.ofSeconds(20), Duration.ofMillis(milliseconds), 64, 64, 1 << 20, 10_000);
            Launch launch = functions.launch(
                    "export default () => { const all = []; for (;;) all.push(new Array(1000).fill({})); };", limits);
            for (int i = 0; i < 5; i++) {
                assertThat(functions.failure(launch).kind()).isIn(Failure.CPU_EXCEEDED, Failure.HEAP_EXCEEDED);
            }
        }
        assertThat(hosts.statistics().restarts()).isZero();
    }

    private void assertStopped(String body, Failure expected) {
        Limits limits = expected == Failure.CPU_EXCEEDED
                ? TIGHT
                : new Limits(Duration.ofSeconds(30), Duration.ofSeconds(20), 64, 64, 1 << 20, 10_000);
        Launch launch = functions.launch(
                "export default async ({ req, res }) => { if (req.path === '/warm') return res.empty(); " + body
                        + " };",
                limits);
        functions.answer(launch, Functions.get("/warm"));
        Outcome.Failed failed = functions.failure(launch);
        assertThat(failed.kind()).as("%s: %s", body, failed).isEqualTo(expected);
    }

    @Test
    void anInnocentCallInTheSameIsolateIsToldThatItsIsolateIsGone() {
        Launch mixed = functions.launch("""
                export default async ({ req, res }) => {
                  if (req.path === '/bad') for (;;) {}
                  await new Promise((done) => setTimeout(done, 1500));
                  return res.text('done');
                };
                """, TIGHT);
        Future<Outcome> innocent = hosts.invoke(mixed, Functions.get("/good"));

        Outcome bad = functions.call(mixed, Functions.get("/bad"));

        assertThat(bad)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(Failure.CPU_EXCEEDED));
        assertThat(Functions.await(innocent))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(Failure.NO_RESPONSE));
        assertThat(functions.answer(mixed, Functions.get("/good")).coldStart()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const all = []; for (;;) all.push(new Array(1000).fill({}));",
                "new Array(2 ** 32 - 2).fill(0);",
                "('x'.repeat(2 ** 28) + 1).replace('xx', 'y').split('');",
                "for (;;) JSON.parse('[' + '1,'.repeat(5e6) + '1]');",
            })
    void aFunctionThatKillsItsHostIsQuarantinedAndTheNeighbourGoesOn(String body) {
        Conditions.until(() -> hosts.statistics().hosts() == 2);
        Launch neighbour = functions.launch(NEIGHBOUR);
        Launch killer = functions.launch(
                "export default () => { " + body + " };",
                new Limits(Duration.ofSeconds(4), Duration.ofSeconds(10), 64, 2_000, 1 << 20, 10_000));
        functions.answer(neighbour);

        Outcome.Failed killed = functions.failure(killer);

        assertThat(functions.answer(neighbour).body().toString()).isEqualTo("alive");
        if (killed.kind() == Failure.HOST_DIED) {
            assertThat(functions.failure(killer).kind()).isEqualTo(Failure.QUARANTINED);
            Conditions.until(() ->
                    hosts.statistics().restarts() == 1 && hosts.statistics().hosts() == 2);
            assertThat(hosts.statistics().quarantined()).isEqualTo(1);
        } else {
            assertThat(killed.kind()).isIn(Failure.HEAP_EXCEEDED, Failure.TIMEOUT, Failure.EXCEPTION);
        }
    }

    @Test
    void whoHasBroughtDownAHostRunsApartFromOthersAfterwards() {
        FunctionHosts lenient = Functions.await(FunctionHosts.start(
                vertx,
                HostSettings.defaults(sharedHome()).withHeap(64).withQuarantine(Duration.ofMillis(1)),
                Functions.confines(directory.resolve("artefacts"))));
        Functions there = new Functions(directory.resolve("artefacts"), lenient);
        Conditions.until(() -> lenient.statistics().hosts() == 2);
        Launch neighbour = there.launch("let calls = 0; export default ({ res }) => res.text(`${++calls}`);");
        Launch killer = there.launch(
                """
                export default ({ req, res }) =>
                  req.path === '/die' ? new Array(2 ** 32 - 2).fill(0) : res.text('well');
                """, new Limits(Duration.ofSeconds(4), Duration.ofSeconds(10), 64, 2_000, 1 << 20, 10_000));
        assertThat(there.answer(killer).body().toString()).isEqualTo("well");

        assertThat(there.call(killer, Functions.get("/die"))).isInstanceOf(Outcome.Failed.class);
        Conditions.until(() -> lenient.statistics().hosts() == 2);
        assertThat(there.answer(neighbour).body().toString()).isEqualTo("1");
        assertThat(there.answer(killer).body().toString()).isEqualTo("well");
        Conditions.until(() -> lenient.statistics().hosts() == 3);
        assertThat(there.call(killer, Functions.get("/die"))).isInstanceOf(Outcome.Failed.class);

        Conditions.until(() -> lenient.statistics().restarts() == 2);
        assertThat(there.answer(neighbour).body().toString()).isEqualTo("2");
        Functions.await(lenient.close());
    }

    @ParameterizedTest
    @CsvSource({"3,100,100", "100,3,100", "100,100,3"})
    void callsBeyondTheBoundsAreRefusedAtOnce(int inAll, int ofOneProject, int toOneFunction) {
        FunctionHosts small = Functions.await(FunctionHosts.start(
                vertx,
                HostSettings.defaults(sharedHome())
                        .withCalls(new HostSettings.Calls(inAll, 1 << 20, ofOneProject, toOneFunction)),
                Functions.confines(directory.resolve("artefacts"))));
        Launch waiting = functions.launch("""
                export default ({ res }) => new Promise((done) => setTimeout(() => done(res.empty()), 300));
                """);
        List<Future<Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(small.invoke(waiting, Functions.get("/")));
        }

        List<Outcome> outcomes = calls.stream().map(Functions::await).toList();

        assertThat(outcomes).filteredOn(Outcome.Completed.class::isInstance).hasSize(3);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof Outcome.Failed failed && failed.kind() == Failure.OVERLOADED)
                .hasSize(2);
        Functions.await(small.close());
    }

    @Test
    void closingEndsTheProcessesAndRemovesTheirFiles() {
        Conditions.until(() -> hosts.statistics().hosts() == 2);
        List<ProcessHandle> children = ProcessHandle.current().children().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);

        Functions.await(hosts.close());

        assertThat(children).noneMatch(ProcessHandle::isAlive);
        hosts = Functions.await(FunctionHosts.start(
                vertx, HostSettings.defaults(sharedHome()), Functions.confines(directory.resolve("artefacts"))));
    }
}
