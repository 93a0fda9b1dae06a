package dev.meridian.functions;

import dev.meridian.functions.outbound.Outbound;
import dev.meridian.functions.sandbox.Isolation;
import dev.meridian.functions.wire.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The function hosts of one node, sharded by trust: each kind of launch has processes of its own. Takes calls in, sees
 * that the hosts obey, and judges what brought one down. All state is confined to this verticle's event loop.
 */
final class HostPool extends VerticleBase {

    private static final long TICK_MILLIS = 100;
    private static final Message.Pong NO_REPORT = new Message.Pong(0, 0, 0, 0);

    private final HostSettings settings;
    private final Confines confines;
    private final Map<HostKind, HostShard> shards = new LinkedHashMap<>();
    private final Admission admission;
    private final Quarantine quarantine;
    private final HostVisits visits = new HostVisits(this::host, this::ready, this::ended);
    private @Nullable Doorway doorway;
    private @Nullable Premises premises;
    private @Nullable Outbound outbound;
    private volatile HostStatistics latest = new HostStatistics(0, 0, 0, 0, 0, 0, 0, Isolation.NONE.word());
    private boolean isClosing;
    private long lastTickNanos;
    private long lastCall;

    HostPool(HostSettings settings, Confines confines) {
        this.settings = settings;
        this.confines = confines;
        admission = new Admission(settings.calls());
        quarantine = new Quarantine(settings.quarantine());
    }

    @Override
    public Future<?> start() {
        outbound = new Outbound(vertx, settings.policy().fetchesPrivate());
        return blocking(() -> Premises.prepare(settings, confines))
                .compose(prepared -> {
                    premises = prepared;
                    return Doorway.open(vertx, prepared.directory(), visits);
                })
                .compose(open -> {
                    doorway = open;
                    return blocking(() -> Premises.admit(open));
                })
                .compose(open -> shard(new HostKind(settings.policy().trustsEveryone(), false))
                        .start())
                .onSuccess(first -> {
                    lastTickNanos = System.nanoTime();
                    vertx.setPeriodic(TICK_MILLIS, ignored -> tick(System.nanoTime()));
                });
    }

    @Override
    public Future<?> stop() {
        isClosing = true;
        List<Future<Void>> gone = new ArrayList<>();
        shards.values().forEach(shard -> gone.add(shard.close()));
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
            call.fail(Failure.QUARANTINED, Quarantine.NOTICE);
        } else if (!admission.admit(call)) {
            call.fail(Failure.OVERLOADED, "As many calls are under way as may be.");
        } else {
            shard(kind(launch.key())).invoke(call, now);
        }
    }

    void retire(String tenant) {
        shards.values().forEach(shard -> shard.retire(tenant));
    }

    Context context() {
        return context;
    }

    /** The figures of the last tick. Any thread. */
    HostStatistics latest() {
        return latest;
    }

    private HostKind kind(Launch.Key launch) {
        return new HostKind(settings.policy().trusts(launch.tenant()), quarantine.suspects(launch));
    }

    private HostShard shard(HostKind kind) {
        return shards.computeIfAbsent(
                kind,
                it -> new HostShard(
                        it,
                        vertx,
                        context,
                        settings,
                        this::startHost,
                        Objects.requireNonNull(outbound),
                        admission,
                        quarantine));
    }

    private HostProcess startHost(HostKind kind, String token) throws Exception {
        return Objects.requireNonNull(premises).startHost(settings, kind, Objects.requireNonNull(doorway), token);
    }

    private Optional<Host> host(String token) {
        return shards.values().stream()
                .flatMap(shard -> shard.host(token).stream())
                .findFirst();
    }

    private void ready(Host host) {
        shards.values().stream()
                .filter(shard -> shard.host(host.token()).isPresent())
                .forEach(shard -> shard.ready(host));
    }

    private void ended(Host host, Message.Result result) {
        PendingCall call = host.ended(result);
        if (call != null) {
            admission.release(call);
            call.complete(result);
        }
    }

    private void tick(long now) {
        boolean wasStopped = now - lastTickNanos > settings.heartbeat().toNanos() / 2;
        lastTickNanos = now;
        for (HostShard shard : shards.values()) {
            shard.tick(now, wasStopped);
        }
        // The first shard is the one that is kept warm ahead of any call.
        shards.values().stream().skip(1).forEach(shard -> shard.retireIdle(now));
        latest = statistics(now);
    }

    private HostStatistics statistics(long now) {
        return new HostStatistics(
                shards.values().stream().mapToInt(HostShard::connected).sum(),
                shards.values().stream().mapToLong(HostShard::restarts).sum(),
                (int) sum(Message.Pong::isolates),
                admission.inFlight(),
                sum(Message.Pong::coldStarts),
                quarantine.size(now),
                sum(Message.Pong::residentBytes),
                isolation().word());
    }

    private long sum(ToLongFunction<Message.Pong> figure) {
        return shards.values().stream()
                .map(shard -> shard.active().map(Host::report).orElse(NO_REPORT))
                .mapToLong(figure)
                .sum();
    }

    private Isolation isolation() {
        return shards.values().stream()
                .flatMap(shard -> shard.active().stream())
                .map(host -> host.process().isolation())
                .findFirst()
                .orElseGet(() -> confines.sandbox().strongest());
    }

    /** Off the event loop, for files and processes. */
    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work).map(Objects::requireNonNull);
    }
}
