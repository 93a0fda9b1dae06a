package dev.meridian.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.functions.outbound.Outbound;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts of one kind: an active one that has the calls and, unless they are suspects, a warm standby that takes over
 * when it dies. They are started with the first call, or ahead of it, and end when they have had none for long. Confined
 * to the pool's context.
 */
final class HostShard {

    /** Where processes come from. Off the event loop, for it blocks. */
    interface Source {
        HostProcess start(HostKind kind, String token) throws Exception;
    }

    private static final Logger log = LoggerFactory.getLogger(HostShard.class);
    private static final long FIRST_BACKOFF_MILLIS = 200;
    private static final int MAXIMUM_DOUBLINGS = 5;
    private static final int TOKEN_BYTES = 32;
    private static final long IDLE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HostKind kind;
    private final Vertx vertx;
    private final Context context;
    private final HostSettings settings;
    private final Source source;
    private final Outbound outbound;
    private final Admission admission;
    private final Quarantine quarantine;
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Set<Host> dismissed = new HashSet<>();
    private final Queue<PendingCall> waiting = new ArrayDeque<>();
    private @Nullable Host active;
    private boolean isWanted;
    private boolean isClosing;
    private long lastCallNanos;
    private long restarts;
    private int starting;
    private int failedStarts;

    HostShard(
            HostKind kind,
            Vertx vertx,
            Context context,
            HostSettings settings,
            Source source,
            Outbound outbound,
            Admission admission,
            Quarantine quarantine) {
        this.kind = kind;
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.source = source;
        this.outbound = outbound;
        this.admission = admission;
        this.quarantine = quarantine;
    }

    /** Starts an active host, whose fate the future tells, and behind it a standby; what is missing is started again. */
    Future<Host> start() {
        isWanted = true;
        lastCallNanos = System.nanoTime();
        return spawn();
    }

    /** Takes an admitted call in hand. */
    void invoke(PendingCall call, long now) {
        lastCallNanos = now;
        if (active != null) {
            active.invoke(call, now);
            return;
        }
        waiting.add(call);
        if (!isWanted) {
            start().onFailure(this::didNotStart);
        }
    }

    Optional<Host> host(String token) {
        return Optional.ofNullable(hosts.get(token));
    }

    Optional<Host> active() {
        return Optional.ofNullable(active);
    }

    int connected() {
        return (int) hosts.values().stream().filter(Host::isConnected).count();
    }

    /** Hosts that died, or were killed, but for those that were not needed any more. */
    long restarts() {
        return restarts;
    }

    /** A host of this shard has shown its token. */
    void ready(Host host) {
        failedStarts = 0;
        log.atInfo()
                .addKeyValue("pid", host.process().pid())
                .addKeyValue("kind", kind.word())
                .addKeyValue("isolation", host.process().isolation().word())
                .log("A function host is ready");
        if (active == null) {
            activate(host);
        }
        fill();
    }

    /** @param wasStopped whether the node itself stood still, so that silence says nothing */
    void tick(long now, boolean wasStopped) {
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
    }

    /** Lets the processes go if there was no call for long; the next call starts others. */
    void retireIdle(long now) {
        boolean isIdle = waiting.isEmpty()
                && hosts.values().stream().allMatch(host -> host.calls().isEmpty())
                && now - lastCallNanos > IDLE_NANOS;
        if (isWanted && isIdle) {
            isWanted = false;
            active = null;
            dismissed.addAll(hosts.values());
            hosts.clear();
            dismissed.forEach(host -> host.process().kill());
        }
    }

    void retire(String tenant) {
        hosts.values().stream().filter(Host::isConnected).forEach(host -> host.retire(tenant));
    }

    /** Ends the processes; the future tells when they are gone. */
    Future<Void> close() {
        isClosing = true;
        waiting.forEach(call -> end(call, Failure.HOST_DIED, "The node is closing."));
        waiting.clear();
        List<Future<Void>> gone = Stream.concat(hosts.values().stream(), dismissed.stream())
                .map(host -> {
                    Promise<Void> exit = Promise.promise();
                    host.process().whenGone(exit::tryComplete);
                    host.process().kill();
                    return exit.future();
                })
                .toList();
        return Future.join(gone).mapEmpty();
    }

    private Future<Host> spawn() {
        byte[] secret = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        starting++;
        return blocking(() -> source.start(kind, token))
                .onComplete(started -> starting--)
                .onFailure(failure -> fillLater())
                .compose(process -> {
                    Host host = new Host(token, process, context, outbound);
                    if (isClosing) {
                        process.kill();
                    }
                    hosts.put(token, host);
                    process.whenGone(() -> context.runOnContext(ignored -> died(host)));
                    return host.ready().future();
                });
    }

    /** Starts another host if there is one too few. */
    private void fill() {
        if (isWanted && !isClosing && starting + hosts.size() < (kind.isSuspect() ? 1 : 2)) {
            spawn().onFailure(this::didNotStart);
        }
    }

    /** The same after a pause that grows with each start that came to nothing. */
    private void fillLater() {
        vertx.setTimer(FIRST_BACKOFF_MILLIS << Math.min(failedStarts++, MAXIMUM_DOUBLINGS), ignored -> fill());
    }

    private void didNotStart(Throwable failure) {
        if (!isClosing) {
            log.atWarn()
                    .addKeyValue("kind", kind.word())
                    .setCause(failure)
                    .log("A function host did not start; another try follows");
        }
    }

    private void activate(Host host) {
        active = host;
        long now = System.nanoTime();
        for (PendingCall call = waiting.poll(); call != null; call = waiting.poll()) {
            if (quarantine.holds(call.launch().key(), now)) {
                end(call, Failure.QUARANTINED, Quarantine.NOTICE);
            } else {
                host.invoke(call, now);
            }
        }
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
                .addKeyValue("kind", kind.word())
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
        long now = System.nanoTime();
        blocking(() -> Premises.examine(host.process()))
                .otherwise(unreadable -> new Premises.PostMortem(List.of(), String.valueOf(unreadable.getMessage())))
                .onSuccess(found -> bury(host, found, now));
    }

    private void bury(Host host, Premises.PostMortem found, long diedNanos) {
        host.ready().tryFail(unready(found.lastWords()));
        if (dismissed.remove(host)) {
            return;
        }
        restarts++;
        log.atWarn()
                .addKeyValue("pid", host.process().pid())
                .addKeyValue("kind", kind.word())
                .addKeyValue("output", found.lastWords())
                .log("A function host died");
        quarantine.judge(host, found.flights(), diedNanos);
        host.calls().forEach(call -> end(call, Failure.HOST_DIED, "The process that ran the call died."));
        if (active == null) {
            hosts.values().stream().filter(Host::isConnected).findFirst().ifPresent(this::activate);
        }
        if (host.isConnected()) {
            fill();
        } else {
            fillLater();
        }
    }

    private static Problem unready(String lastWords) {
        return Problem.upstream(
                ProblemType.SERVER_ERROR,
                "The function host died while it started",
                false,
                new IllegalStateException(lastWords));
    }

    private void end(PendingCall call, Failure failure, String message) {
        admission.release(call);
        call.fail(failure, message);
    }

    /** Off the event loop, for files and processes. */
    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work).map(Objects::requireNonNull);
    }
}
