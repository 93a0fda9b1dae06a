package dev.meridian.functions.worker;

import dev.meridian.core.problem.Problem;
import dev.meridian.functions.Doorway;
import dev.meridian.functions.Failure;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.PendingCall;
import dev.meridian.functions.sandbox.Isolation;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All workers of one node. All state is confined to this verticle's event loop. */
final class WorkerPool extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);
    private static final long TICK_MILLIS = 100;
    private static final long WEIGH_MILLIS = 500;
    private static final int THREADS = 4;
    private static final int TOKEN_BYTES = 32;
    private static final String CLOSING = "The node is closing.";

    private final WorkerSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final Map<Launch.Key, Crew> crews = new HashMap<>();
    private final Set<Worker> workers = new HashSet<>();

    /** Those whose processes or files are there still. */
    private final Set<Worker> unburied = new HashSet<>();

    private @Nullable WorkerPremises premises;
    private @Nullable WorkerExecutor executor;
    private volatile WorkerStatistics latest;
    private boolean isClosing;
    private boolean isWeighing;
    private boolean isWeaknessTold;
    private long lastCall;
    private int inFlight;
    private long inFlightBytes;
    private long started;
    private long crashes;
    private long killed;

    WorkerPool(WorkerSettings settings) {
        this.settings = settings;
        latest = statistics();
    }

    @Override
    public Future<?> start() {
        executor = vertx.createSharedWorkerExecutor("workers-" + deploymentID(), THREADS);
        return blocking(WorkerPremises::prepare).onSuccess(prepared -> {
            premises = prepared;
            vertx.setPeriodic(TICK_MILLIS, ignored -> tick(System.nanoTime()));
            vertx.setPeriodic(WEIGH_MILLIS, ignored -> weigh());
        });
    }

    @Override
    public Future<?> stop() {
        isClosing = true;
        List<Future<?>> gone = new ArrayList<>();
        for (Crew crew : crews.values()) {
            failAll(crew.takeWaiting(), Failure.HOST_DIED, CLOSING);
        }
        for (Worker worker : List.copyOf(unburied)) {
            failAll(worker.takeAll(), Failure.HOST_DIED, CLOSING);
            end(worker);
            gone.add(worker.burial());
        }
        WorkerPremises left = premises;
        return Future.join(gone)
                .transform(buried -> left == null
                        ? Future.succeededFuture()
                        : blocking(() -> {
                            left.delete();
                            return left;
                        }))
                .eventually(() -> Objects.requireNonNull(executor).close());
    }

    /** Takes a call in hand; its outcome comes through its own promise. */
    void invoke(Launch launch, HeavyRuntime runtime, Invocation invocation, PendingCall.Asker asker) {
        long now = System.nanoTime();
        PendingCall call = new PendingCall(++lastCall, launch, invocation, now, asker);
        if (isClosing) {
            call.fail(Failure.OVERLOADED, CLOSING);
        } else if (call.remainingNanos(now) <= 0) {
            call.fail(Failure.TIMEOUT, "Execution timed out.");
        } else if (call.bytes() > launch.limits().bodyBytes()) {
            call.fail(Failure.REQUEST_TOO_LARGE, "The request body has " + call.bytes() + " bytes.");
        } else {
            Crew crew = crews.computeIfAbsent(launch.key(), key -> new Crew(launch, runtime, now));
            if (inFlight >= settings.inFlight()
                    || inFlightBytes + call.bytes() > settings.inFlightBytes()
                    || crew.waiting().size() >= settings.waiting()) {
                call.fail(Failure.OVERLOADED, "As many calls are under way as may be.");
            } else {
                inFlight++;
                inFlightBytes += call.bytes();
                crew.waiting().add(call);
                dispatch(crew, now);
            }
        }
    }

    Context context() {
        return context;
    }

    /** The figures of the last tick. Any thread. */
    WorkerStatistics latest() {
        return latest;
    }

    private WorkerStatistics statistics() {
        return new WorkerStatistics(workers.size(), crews.size(), inFlight, started, crashes, killed, isolation());
    }

    private String isolation() {
        return workers.stream()
                .flatMap(worker -> worker.process().stream())
                .map(WorkerProcess::isolation)
                .max(Comparator.naturalOrder())
                .orElse(settings.sandbox().strongest())
                .word();
    }

    // ---- calls to workers

    private void dispatch(Crew crew, long now) {
        while (!crew.waiting().isEmpty()) {
            Optional<Worker> free = crew.free(settings.callsEach());
            if (free.isEmpty()) {
                break;
            }
            free.get().invoke(crew.waiting().remove(), now);
        }
        if (crew.isBusy(settings.callsEach()) && crew.mayStart(now, settings.perLaunch()) && hasRoom()) {
            spawn(crew, now);
        }
    }

    /** Where there are as many processes as may be, the one longest without a call makes room. */
    private boolean hasRoom() {
        if (workers.size() < settings.processes()) {
            return true;
        }
        workers.stream()
                .filter(worker -> !worker.isEnding()
                        && worker.isConnected()
                        && worker.calls().isEmpty())
                .min(Comparator.comparingLong(Worker::lastUsedNanos))
                .ifPresent(this::end);
        return false;
    }

    private void ended(Worker worker, Message.Result result) {
        Optional<PendingCall> ended = worker.ended(result, System.nanoTime());
        if (ended.isEmpty()) {
            return;
        }
        PendingCall call = ended.get();
        release(call);
        call.complete(WorkerAnswers.checked(result, call.launch().limits(), call.isResponding()));
        if (result.ending() == Ending.TIMEOUT) {
            // Its code may go on for ever with what nobody waits for.
            worker.condemn();
        } else {
            worker.crew().thrive();
        }
        if (worker.isCondemned() && worker.calls().isEmpty()) {
            end(worker);
        }
        dispatch(worker.crew(), System.nanoTime());
    }

    private void responding(Worker worker, Message.Respond begun) {
        worker.call(begun.call()).ifPresent(call -> {
            switch (WorkerAnswers.headOf(begun, call.launch().limits())) {
                case Message.Respond head -> call.respond(head);
                case Message.Result refused -> {
                    worker.abandon(begun.call());
                    ended(worker, refused);
                }
                default -> throw new IllegalStateException("a response's head is one or is refused");
            }
        });
    }

    private void writing(Worker worker, Message.Write piece) {
        worker.call(piece.call())
                .filter(PendingCall::isResponding)
                .ifPresent(call -> call.write(piece)
                        .onComplete(taken -> context.runOnContext(ignored -> {
                            if (taken.succeeded()) {
                                worker.written(piece.call());
                            } else {
                                worker.abandon(piece.call());
                            }
                        })));
    }

    /** What workers say. */
    private final class Hearing implements WorkerVisits.Listener {

        @Override
        public void ready(Worker worker) {
            WorkerPool.this.ready(worker);
        }

        @Override
        public void ended(Worker worker, Message.Result result) {
            WorkerPool.this.ended(worker, result);
        }

        @Override
        public void responding(Worker worker, Message.Respond begun) {
            WorkerPool.this.responding(worker, begun);
        }

        @Override
        public void writing(Worker worker, Message.Write piece) {
            WorkerPool.this.writing(worker, piece);
        }

        @Override
        public void broken(Worker worker) {
            protocolBroken(worker);
        }
    }

    private void release(PendingCall call) {
        inFlight--;
        inFlightBytes -= call.bytes();
    }

    private void fail(PendingCall call, Failure kind, String message) {
        release(call);
        call.fail(kind, message);
    }

    private void failAll(List<PendingCall> calls, Failure kind, String message) {
        calls.forEach(call -> fail(call, kind, message));
    }

    // ---- processes

    private void spawn(Crew crew, long now) {
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        Worker worker = new Worker(HexFormat.of().formatHex(secret), crew, now);
        workers.add(worker);
        unburied.add(worker);
        crew.workers().add(worker);
        started++;
        WorkerPremises here = Objects.requireNonNull(premises);
        worker.begin(blocking(here::folder).compose(folder -> made(worker, here, folder)));
        worker.making()
                .onSuccess(process -> {
                    process.whenGone(() -> context.runOnContext(ignored -> died(worker, process)));
                    report(process.isolation());
                    if (worker.isEnding()) {
                        end(worker);
                    }
                })
                .onFailure(failure -> notMade(worker, failure));
    }

    private Future<WorkerProcess> made(Worker worker, WorkerPremises here, Path folder) {
        return Doorway.open(vertx, folder, visits(worker))
                .compose(open -> {
                    worker.enters(open);
                    return blocking(() -> here.start(settings, folder, open, worker));
                })
                .recover(failure -> blocking(() -> WorkerPremises.discard(folder))
                        .transform(discarded -> Future.failedFuture(failure)));
    }

    private WorkerVisits visits(Worker worker) {
        return new WorkerVisits(worker, new Hearing());
    }

    /** Files that others may not read, for instance, leave a process with less than the machine has. */
    private void report(Isolation isolation) {
        if (isolation != settings.sandbox().strongest() && !isWeaknessTold) {
            isWeaknessTold = true;
            log.atWarn()
                    .addKeyValue("isolation", isolation.word())
                    .addKeyValue("strongest", settings.sandbox().strongest().word())
                    .log("Workers are held in by less than this machine has: other users cannot reach their files");
        }
    }

    private void notMade(Worker worker, Throwable failure) {
        log.atWarn().setCause(failure).log("A worker could not be started");
        forget(worker);
        bury(worker);
        Crew crew = worker.crew();
        crew.mourn(worker, System.nanoTime());
        if (failure instanceof Problem refused) {
            failAll(crew.takeWaiting(), Failure.LOAD_FAILED, refused.text());
        } else {
            despair(crew, "The function's process could not be started.");
        }
    }

    private void ready(Worker worker) {
        dispatch(worker.crew(), System.nanoTime());
    }

    private void protocolBroken(Worker worker) {
        kill(worker, "broke the protocol");
        failAll(worker.takeAll(), Failure.EXCEPTION, "The function's process broke the protocol of its node.");
    }

    private void kill(Worker worker, String reason) {
        killed++;
        log.atWarn()
                .addKeyValue("project", worker.crew().launch().key().tenant())
                .addKeyValue("function", worker.crew().launch().key().function())
                .addKeyValue("reason", reason)
                .log("A worker is killed");
        end(worker);
    }

    /** Ends its processes; of its death the pool hears as of any. */
    private void end(Worker worker) {
        worker.ending();
        worker.process()
                .ifPresent(process -> blocking(() -> {
                            process.end();
                            return process;
                        })
                        .onFailure(failure -> log.atError().setCause(failure).log("A worker could not be ended")));
    }

    private void died(Worker worker, WorkerProcess process) {
        forget(worker);
        if (!isClosing && !worker.isEnding()) {
            crashes++;
            worker.crew().mourn(worker, System.nanoTime());
        }
        // What it started may outlive it where no namespace holds them together.
        blocking(() -> {
                    process.end();
                    return process.bury();
                })
                .otherwise(unreadable -> new WorkerProcess.Remains(0, String.valueOf(unreadable.getMessage())))
                .onSuccess(remains -> {
                    bury(worker);
                    mourned(worker, remains);
                });
    }

    private void bury(Worker worker) {
        unburied.remove(worker);
        worker.buried();
    }

    private void mourned(Worker worker, WorkerProcess.Remains remains) {
        Crew crew = worker.crew();
        if (isClosing) {
            return;
        }
        String text = remains.isOutOfMemory()
                ? tooMuchMemory(crew.launch())
                : "The function's process ended with exit code " + remains.exitCode() + ".";
        String whole = remains.lastWords().isEmpty() ? text : text + "\n" + remains.lastWords();
        failAll(worker.takeAll(), remains.isOutOfMemory() ? Failure.HEAP_EXCEEDED : Failure.EXCEPTION, whole);
        if (!worker.isConnected() && !worker.isEnding()) {
            despair(crew, whole);
        }
        dispatch(crew, System.nanoTime());
    }

    private static String tooMuchMemory(Launch launch) {
        return "The memory limit of " + launch.limits().heapMiB() + " MiB was exceeded.";
    }

    /** Calls do not wait for a process that will never be. */
    private void despair(Crew crew, String reason) {
        if (crew.isHopeless()) {
            failAll(crew.takeWaiting(), Failure.LOAD_FAILED, reason);
            crew.giveUp();
        }
    }

    private void forget(Worker worker) {
        workers.remove(worker);
        worker.crew().workers().remove(worker);
    }

    // ---- time and memory

    private void tick(long now) {
        for (Worker worker : List.copyOf(workers)) {
            oversee(worker, now);
        }
        for (Crew crew : crews.values()) {
            for (PendingCall late : crew.takeOverdue(now)) {
                fail(late, Failure.NO_RESPONSE, "No process of the function was free in time.");
            }
            dispatch(crew, now);
        }
        crews.values().removeIf(crew -> crew.isEmpty(now));
        latest = statistics();
    }

    private void oversee(Worker worker, long now) {
        if (worker.isEnding()) {
            return;
        }
        List<PendingCall> overdue = worker.takeOverdue(now, settings.obedience().toNanos());
        if (!overdue.isEmpty()) {
            failAll(overdue, Failure.TIMEOUT, "Execution timed out.");
            kill(worker, "does not end a call");
            failAll(
                    worker.takeAll(),
                    Failure.NO_RESPONSE,
                    "The process of this function was stopped because another call in it did not end.");
        } else if (worker.isStarting()
                && now - worker.startedNanos() > settings.starting().toNanos()) {
            worker.crew().mourn(worker, now);
            kill(worker, "does not announce itself");
            despair(worker.crew(), "The function's process did not start in time.");
        } else if (worker.isIdle(now, settings.idle().toNanos())) {
            end(worker);
        }
    }

    private void weigh() {
        if (isWeighing || workers.isEmpty()) {
            return;
        }
        isWeighing = true;
        List<Worker> weighed = workers.stream()
                .filter(worker -> worker.process().isPresent() && !worker.isEnding())
                .toList();
        blocking(() -> tooHeavy(weighed))
                .onComplete(done -> isWeighing = false)
                .onSuccess(heavy -> heavy.forEach(worker -> {
                    if (!worker.isEnding()) {
                        kill(worker, "has too much memory");
                        failAll(
                                worker.takeAll(),
                                Failure.HEAP_EXCEEDED,
                                tooMuchMemory(worker.crew().launch()));
                    }
                }))
                .onFailure(failure -> log.atWarn().setCause(failure).log("Workers could not be weighed"));
    }

    private static List<Worker> tooHeavy(List<Worker> weighed) {
        return weighed.stream()
                .filter(worker -> worker.process()
                        .filter(process -> process.isHeavierThan(
                                WorkerPremises.mostBytes(worker.crew().launch())))
                        .isPresent())
                .toList();
    }

    /** Off the event loop, for files and processes. */
    private <T> Future<T> blocking(Callable<T> work) {
        return Objects.requireNonNull(executor).executeBlocking(work, false).map(Objects::requireNonNull);
    }
}
