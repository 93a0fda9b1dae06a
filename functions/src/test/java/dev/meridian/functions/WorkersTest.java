package dev.meridian.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.functions.worker.Interpreters;
import dev.meridian.functions.worker.WorkerSettings;
import dev.meridian.functions.worker.WorkerStatistics;
import dev.meridian.functions.worker.Workers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many processes there are, when, and what their ends mean for calls. */
final class WorkersTest {

    private static final Limits BRIEF =
            new Limits(Duration.ofSeconds(2), Duration.ofSeconds(1), 128, 64, 1 << 20, 10_000);
    private static final String PID =
            "module.exports = async ({ res }) => res.text(String(process.pid) + Math.random());";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final Sandbox sandbox = Sandbox.find(false);
    private Workers workers;
    private Functions functions;

    @BeforeEach
    void start() {
        start(UnaryOperator.identity());
    }

    private void restart(UnaryOperator<WorkerSettings> change) {
        Functions.await(workers.close());
        start(change);
    }

    private void start(UnaryOperator<WorkerSettings> change) {
        List<HeavyRuntime> installed = Interpreters.find(sandbox);
        workers =
                Functions.await(Workers.start(vertx, change.apply(WorkerSettings.defaults(sandbox, false)), installed));
        String node = installed.stream()
                .map(HeavyRuntime::id)
                .filter(id -> id.startsWith("node-"))
                .findFirst()
                .orElseThrow();
        functions = new Functions(directory, workers::invoke, node);
    }

    @AfterEach
    void stop() {
        Functions.await(workers.close());
        Functions.await(vertx.close());
    }

    private WorkerStatistics awaitStatistics(Predicate<WorkerStatistics> wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        WorkerStatistics last = workers.statistics();
        while (!wanted.test(last)) {
            assertThat(System.nanoTime()).as(last.toString()).isLessThan(deadline);
            Thread.onSpinWait();
            last = workers.statistics();
        }
        return last;
    }

    @Test
    void noProcessRunsBeforeTheFirstCallAndAnIdleOneEnds() {
        restart(settings -> settings.withIdle(Duration.ofMillis(200)));
        assertThat(workers.statistics().processes()).isZero();
        Launch launch = functions.launch(PID);

        functions.answer(launch);

        assertThat(awaitStatistics(now -> now.processes() == 1).sandbox())
                .isEqualTo(sandbox.strongest().word());
        WorkerStatistics idle = awaitStatistics(now -> now.processes() == 0 && now.launches() == 0);
        assertThat(idle.started()).isEqualTo(1);
        assertThat(idle.crashes()).isZero();
        assertThat(functions.answer(launch).coldStart()).isTrue();
    }

    @Test
    void processesAreAddedUpToTheirNumberAndShareTheCalls() {
        restart(settings -> settings.withProcesses(8, 3).withCalls(2, 100));
        Launch launch = functions.launch("""
                const id = Math.random();
                module.exports = async ({ res }) => { await new Promise((done) => setTimeout(done, 400)); return res.text(`${id}`); };
                """);
        List<Future<Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(workers.invoke(launch, Functions.get("/")));
        }

        Set<String> processes = new HashSet<>();
        for (Future<Outcome> call : calls) {
            Outcome outcome = Functions.await(call);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            processes.add(((Outcome.Completed) outcome).body().toString());
        }

        assertThat(processes).hasSize(3);
        assertThat(workers.statistics().started()).isEqualTo(3);
    }

    @Test
    void callsBeyondTheQueueAreRefusedAtOnce() {
        restart(settings -> settings.withProcesses(1, 1).withCalls(1, 2));
        Launch launch = functions.launch("module.exports = () => new Promise(() => {});", BRIEF);

        List<Future<Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(workers.invoke(launch, Functions.get("/")));
        }

        assertThat(Functions.await(calls.get(4)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(Failure.OVERLOADED));
    }

    @Test
    void aProcessThatIsNotCalledMakesRoomForAnotherFunctions() {
        restart(settings -> settings.withProcesses(1, 1));
        Launch one = functions.launch(PID);
        Launch two = functions.launch(PID);

        functions.answer(one);
        functions.answer(two);
        functions.answer(one);

        assertThat(workers.statistics().crashes()).isZero();
        assertThat(awaitStatistics(now -> now.started() == 3).processes()).isLessThanOrEqualTo(2);
    }

    @Test
    void aCrashFailsTheCallsInItsProcessOnlyAndTheNextIsAnsweredByAnother() {
        Launch neighbour = functions.launch(PID);
        Launch crashing = functions.launch("""
                module.exports = async ({ req, res }) => {
                  if (req.path === '/wait') await new Promise(() => {});
                  if (req.path === '/die') { process.stderr.write('last words'); process.abort(); }
                  return res.text('alive');
                };
                """);
        functions.answer(crashing);
        functions.answer(neighbour);
        Future<Outcome> innocent = workers.invoke(crashing, Functions.get("/wait"));

        Outcome died = functions.call(crashing, Functions.get("/die"));

        assertThat(died)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .contains("exit code")
                                .contains("last words"));
        assertThat(ContractAnswer.of(died).status()).isEqualTo(500);
        assertThat(Functions.await(innocent)).isInstanceOf(Outcome.Failed.class);
        assertThat(functions.answer(crashing).body().toString()).isEqualTo("alive");
        assertThat(functions.answer(neighbour).coldStart()).isFalse();
        assertThat(awaitStatistics(now -> now.crashes() == 1).killed()).isZero();
    }

    @Test
    void everyCallToAFunctionThatEndsItsProcessIsAnswered() {
        Launch crashing = functions.launch("module.exports = () => process.exit(3);", BRIEF);
        for (int i = 0; i < 4; i++) {
            assertThat(ContractAnswer.of(functions.call(crashing)).status()).isIn(500, 503);
        }

        assertThat(awaitStatistics(now -> now.crashes() == 4).started()).isEqualTo(4);
    }

    @Test
    void aCallThatDoesNotEndIsEndedWithItsProcess() {
        restart(settings -> settings.withProcesses(4, 1));
        Launch spinning = functions.launch(
                "module.exports = async ({ req, res }) => { if (req.path === '/') for (;;) {} return res.text('on'); };",
                BRIEF);
        assertThat(functions.answer(spinning, Functions.get("/warm")).body().toString())
                .isEqualTo("on");

        Outcome.Failed failed = functions.failure(spinning);

        assertThat(failed.kind()).isEqualTo(Failure.TIMEOUT);
        assertThat(failed.message()).isEqualTo("Execution timed out.");
        assertThat(awaitStatistics(now -> now.killed() == 1).crashes()).isZero();
        assertThat(functions.answer(spinning, Functions.get("/x")).coldStart()).isTrue();
    }

    @Test
    void moreMemoryThanTheFunctionHasIsAFailureOfItsOwn() {
        Launch neighbour = functions.launch(PID);
        functions.answer(neighbour);
        Launch heap =
                functions.launch("module.exports = () => { const all = []; for (;;) all.push({ a: all.length }); };");
        Launch buffers = functions.launch("""
                module.exports = async () => {
                  const all = [];
                  for (;;) { all.push(Buffer.alloc(8 << 20, 1)); await new Promise((done) => setTimeout(done, 1)); }
                };
                """);

        assertThat(functions.failure(heap).kind()).isEqualTo(Failure.HEAP_EXCEEDED);
        assertThat(functions.failure(buffers).kind()).isIn(Failure.HEAP_EXCEEDED, Failure.EXCEPTION);
        assertThat(functions.answer(neighbour).coldStart()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "main.cjs | module.exports = async ({ res }) => res.text('here');",
                "main.js  | exports.default = async ({ res }) => res.text('here');",
                "main.mjs | export default async ({ res }) => res.text('here');",
                "main.js  | import { ok } from 'node:assert'; export default async ({ res }) => res.text(typeof ok === 'function' ? 'here' : '');",
                "a/b.js   | const { join } = require('node:path'); module.exports = ({ res }) => res.text(join('he', '../here'));",
            })
    void bothKindsOfModulesAreFunctions(String file, String source) {
        Launch launch = functions.launch(Map.of(file, source), file, Limits.DEFAULT);

        assertThat(functions.answer(launch).body().toString()).isEqualTo("here");
    }

    @Test
    void packagesOfTheDeploymentAreFound() {
        Launch launch = functions.launch(
                Map.of(
                        "src/main.js",
                        "const shout = require('shout'); module.exports = ({ res }) => res.text(shout('hey'));",
                        "node_modules/shout/package.json",
                        "{\"name\":\"shout\",\"version\":\"1.0.0\",\"main\":\"index.js\"}",
                        "node_modules/shout/index.js",
                        "module.exports = (text) => text.toUpperCase();"),
                "src/main.js",
                Limits.DEFAULT);

        assertThat(functions.answer(launch).body().toString()).isEqualTo("HEY");
    }

    @Test
    void aRuntimeThatIsNotInstalledIsAFailureThatNamesIt() {
        Functions others = new Functions(directory, workers::invoke, "node-4");

        assertThat(others.failure(others.launch(PID)).message())
                .contains("node-4")
                .contains("not installed");
    }

    @Test
    void closingEndsTheProcessesWithTheirCalls() {
        Launch launch = functions.launch("module.exports = () => new Promise(() => {});");
        Future<Outcome> waiting = workers.invoke(launch, Functions.get("/"));
        awaitStatistics(now -> now.processes() == 1);

        Functions.await(workers.close());

        assertThat(Functions.await(waiting))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(Failure.HOST_DIED));
        assertThat(ProcessHandle.current().descendants()).noneMatch(ProcessHandle::isAlive);
        start();
    }
}
