package dev.meridian.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.outbound.Outbound;
import dev.meridian.functions.sandbox.Isolation;
import dev.meridian.functions.wire.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts of one node: an active one that has the calls and a warm standby that takes over when it dies. All state is
 * confined to this verticle's event loop.
 */
final class HostPool extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(HostPool.class);
    private static final long TICK_MILLIS = 100;
    private static final long FIRST_BACKOFF_MILLIS = 200;
    private static final int MAXIMUM_DOUBLINGS = 5;
    private static final int TOKEN_BYTES = 32;

    private final HostSettings settings;
    private final Confines confines;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Host> hosts = new HashMap<>();
    private final Queue<PendingCall> waiting = new ArrayDeque<>();
    private final Admission admission;
    private final Quarantine quarantine;
    private final HostVisits visits =
            new HostVisits(token -> Optional.ofNullable(hosts.get(token)), this::ready, this::ended);
    private @Nullable Doorway doorway;
    private @Nullable Premises premises;
    private @Nullable Outbound outbound;
    private @Nullable Host active;
    private volatile HostStatistics latest = new HostStatistics(0, 0, 0, 0, 0, 0, 0, Isolation.NONE.word());
    private boolean isClosing;
    private long lastTickNanos;
    private long lastCall;
    private long restarts;
    private int failedStarts;

    HostPool(HostSettings settings, Confines confines) {
        this.settings = settings;
        this.confines = confines;
        admission = new Admission(settings);
        quarantine = new Quarantine(settings.quarantine());
    }

    @Override
    public Future<?> start() {
        outbound = new Outbound(vertx, settings.fetchesPrivate());
        return blocking(() -> Premises.prepare(settings, confines))
                .compose(prepared -> {
                    premises = prepared;
                    return Doorway.open(vertx, prepared.directory(), visits);
                })
                .compose(open -> {
                    doorway = open;
                    return blocking(() -> Premises.admit(open));
                })
                .compose(open -> spawn())
                .compose(first -> {
                    lastTickNanos = System.nanoTime();
                    vertx.setPeriodic(TICK_MILLIS, ignored -> tick(System.nanoTime()));
                    spawnDetached();
                    return Future.succeededFuture();
                });
    }

    @Override
    public Future<?> stop() {
        isClosing = true;
        waiting.forEach(call -> end(call, Failure.HOST_DIED, "The node is closing."));
        waiting.clear();
        List<Future<?>> gone = new ArrayList<>();
        for (Host host : List.copyOf(hosts.values())) {
            host.process().kill();
            Promise<Void> exit = Promise.promise();
            host.process().whenGone(exit::tryComplete);
            gone.add(exit.future());
        }
        Premises left = premises;
        if (outbound != null) {
            gone.add(outbound.close());
        }
        return Future.join(gone)
                .transform(ignored -> left == null
                        ? Future.succeededFuture()
                        : blocking(() -> {
                            left.delete();
                            return left;
                        }));
    }

    /** Takes a call in hand; what comes of it goes to the asker. */
    void invoke(Launch launch, Invocation invocation, PendingCall.Asker asker) {
        long now = System.nanoTime();
        PendingCall call = new PendingCall(++lastCall, launch, invocation, now, asker);
        if (isClosing) {
            call.fail(Failure.OVERLOADED, "The node is closing.");
        } else if (call.remainingNanos(now) <= 0) {
            call.fail(Failure.TIMEOUT, "Execution timed out.");
        } else if (call.bytes() > launch.limits().bodyBytes()) {
            call.fail(Failure.REQUEST_TOO_LARGE, "The request body has " + call.bytes() + " bytes.");
        } else if (quarantine.holds(launch.key(), now)) {
            call.fail(Failure.QUARANTINED, "The deployment brought down its host and is not run for a while.");
        } else if (!admission.admit(call)) {
            call.fail(Failure.OVERLOADED, "As many calls are under way as may be.");
        } else if (active == null) {
            waiting.add(call);
        } else {
            active.invoke(call, now);
        }
    }

    Context context() {
        return context;
    }

    /** The figures of the last tick. Any thread. */
    HostStatistics latest() {
        return latest;
    }

    private HostStatistics statistics() {
        Message.Pong report = active == null ? new Message.Pong(0, 0, 0, 0) : active.report();
        return new HostStatistics(
                (int) hosts.values().stream().filter(Host::isConnected).count(),
                restarts,
                report.isolates(),
                admission.inFlight(),
                report.coldStarts(),
                quarantine.size(System.nanoTime()),
                report.residentBytes(),
                isolation().word());
    }

    private Isolation isolation() {
        return active == null
                ? confines.sandbox().strongest()
                : active.process().isolation();
    }

    private Future<Host> spawn() {
        Premises here = Objects.requireNonNull(premises);
        Doorway door = Objects.requireNonNull(doorway);
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        return blocking(() -> here.startHost(settings, door, token)).compose(process -> {
            Host host = new Host(token, process, context, Objects.requireNonNull(outbound));
            if (isClosing) {
                process.kill();
            }
            hosts.put(token, host);
            process.whenGone(() -> context.runOnContext(ignored -> died(host)));
            return host.ready().future();
        });
    }

    /** Off the event loop, for files and processes. */
    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work).map(Objects::requireNonNull);
    }

    private void spawnDetached() {
        spawn().onFailure(failure -> {
            if (!isClosing) {
                log.atWarn().setCause(failure).log("A function host did not start; another try follows");
            }
        });
    }

    private void ready(Host host) {
        failedStarts = 0;
        log.atInfo()
                .addKeyValue("pid", host.process().pid())
                .addKeyValue("isolation", host.process().isolation().word())
                .log("A function host is ready");
        if (active == null) {
            activate(host);
        }
    }

    private void activate(Host host) {
        active = host;
        long now = System.nanoTime();
        for (PendingCall call = waiting.poll(); call != null; call = waiting.poll()) {
            if (quarantine.holds(call.launch().key(), now)) {
                end(call, Failure.QUARANTINED, "The deployment brought down its host and is not run for a while.");
            } else {
                host.invoke(call, now);
            }
        }
    }

    private void ended(Host host, Message.Result result) {
        PendingCall call = host.ended(result);
        if (call != null) {
            admission.release(call);
            call.complete(result);
        }
    }

    private void end(PendingCall call, Failure kind, String message) {
        admission.release(call);
        call.fail(kind, message);
    }

    private void tick(long now) {
        boolean wasStopped = now - lastTickNanos > settings.heartbeat().toNanos() / 2;
        lastTickNanos = now;
        for (Host host : List.copyOf(hosts.values())) {
            if (host.isConnected() && host.process().isAlive()) {
                if (wasStopped) {
                    host.excuse(now);
                }
                oversee(host, now);
                host.ping(now);
            }
        }
        while (!waiting.isEmpty() && waiting.peek().remainingNanos(now) <= 0) {
            end(waiting.remove(), Failure.NO_RESPONSE, "No function host was ready in time.");
        }
        latest = statistics();
    }

    private void oversee(Host host, long now) {
        if (host.silentNanos(now) > settings.heartbeat().toNanos()) {
            kill(host, "is silent");
        } else if (host.hasOverdueCall(now, settings.obedience().toNanos())) {
            kill(host, "does not end a call");
        } else if (host.report().residentBytes() >> 20 > settings.residentMiB()) {
            kill(host, "has too much memory");
        }
    }

    private void kill(Host host, String reason) {
        log.atWarn()
                .addKeyValue("pid", host.process().pid())
                .addKeyValue("reason", reason)
                .log("A function host is killed");
        host.process().kill();
    }

    private void died(Host host) {
        hosts.remove(host.token());
        host.gone();
        if (active == host) {
            active = null;
        }
        if (isClosing) {
            host.ready().tryFail(unready("The node is closing."));
            host.calls().forEach(call -> end(call, Failure.HOST_DIED, "The node is closing."));
            return;
        }
        restarts++;
        long now = System.nanoTime();
        blocking(() -> Premises.examine(host.process()))
                .otherwise(unreadable -> new Premises.PostMortem(List.of(), String.valueOf(unreadable.getMessage())))
                .onSuccess(found -> bury(host, found, now));
    }

    private void bury(Host host, Premises.PostMortem found, long diedNanos) {
        log.atWarn()
                .addKeyValue("pid", host.process().pid())
                .addKeyValue("output", found.lastWords())
                .log("A function host died");
        host.ready().tryFail(unready(found.lastWords()));
        quarantine.judge(host, found.flights(), diedNanos);
        host.calls().forEach(call -> end(call, Failure.HOST_DIED, "The process that ran the call died."));
        if (active == null) {
            hosts.values().stream().filter(Host::isConnected).findFirst().ifPresent(this::activate);
        }
        replace(host);
    }

    private static Problem unready(String lastWords) {
        return Problem.upstream(
                ProblemType.SERVER_ERROR,
                "The function host died while it started",
                false,
                new IllegalStateException(lastWords));
    }

    private void replace(Host host) {
        if (host.isConnected()) {
            spawnDetached();
        } else {
            long delay = FIRST_BACKOFF_MILLIS << Math.min(failedStarts++, MAXIMUM_DOUBLINGS);
            vertx.setTimer(delay, ignored -> {
                if (!isClosing) {
                    spawnDetached();
                }
            });
        }
    }
}
