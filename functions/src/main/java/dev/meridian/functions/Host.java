package dev.meridian.functions;

import dev.meridian.functions.outbound.Errands;
import dev.meridian.functions.outbound.Hops;
import dev.meridian.functions.outbound.Outbound;
import dev.meridian.functions.wire.FlightRecorder.Flight;
import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Bounds;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One function host as its node sees it: the process, the connection, the launches it knows and the calls it has.
 * Confined to the pool's context. Frames that are due in one turn of the event loop leave in one write.
 */
final class Host {

    private static final int LAUNCHES_KNOWN = 4_096;
    private static final long BYTES_PER_MIB = 1L << 20;

    private final String token;
    private final HostProcess process;
    private final Context context;
    private final Promise<Host> ready = Promise.promise();
    private final Map<Long, PendingCall> calls = new HashMap<>();
    private final LinkedHashMap<Launch.Key, Integer> launches = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, Launch.Key> launchNumbers = new HashMap<>();
    private final FrameWriter outgoing = new FrameWriter();
    private final Errands errands;
    private @Nullable NetSocket socket;
    private boolean isFlushDue;
    private int lastLaunch;
    private long lastHeardNanos;
    private Message.Pong report = new Message.Pong(0, 0, 0, 0);

    Host(String token, HostProcess process, Context context, Outbound outbound) {
        this.token = token;
        this.process = process;
        this.context = context;
        this.errands = new Errands(outbound, context, this::caller, this::tell);
    }

    private Optional<Errands.Caller> caller(long number) {
        return Optional.ofNullable(calls.get(number))
                .map(call -> new Errands.Caller(
                        number,
                        launchNumber(call.launch()),
                        call.launch().endpoint(),
                        Hops.of(call.invocation().headers()),
                        call.countFetch(),
                        call::countCallHome));
    }

    /** What the calls in it want fetched. */
    Errands errands() {
        return errands;
    }

    String token() {
        return token;
    }

    HostProcess process() {
        return process;
    }

    /** Completes when the process has announced itself; fails if it dies before. */
    Promise<Host> ready() {
        return ready;
    }

    boolean isConnected() {
        return socket != null;
    }

    Message.Pong report() {
        return report;
    }

    Collection<PendingCall> calls() {
        return calls.values();
    }

    void connected(NetSocket announced, long nowNanos) {
        socket = announced;
        lastHeardNanos = nowNanos;
        ready.tryComplete(this);
    }

    void invoke(PendingCall call, long nowNanos) {
        calls.put(call.number(), call);
        send(call.message(launchNumber(call.launch()), nowNanos));
    }

    /** The call that the result ends, or null if it was not known any more. */
    @Nullable
    PendingCall ended(Message.Result result) {
        PendingCall call = calls.remove(result.call());
        if (call != null && call.hasFetched()) {
            errands.end(call.number());
        }
        return call;
    }

    void responding(Message.Respond begun) {
        PendingCall call = calls.get(begun.call());
        if (call != null) {
            call.respond(begun);
        }
    }

    void writing(Message.Write piece) {
        PendingCall call = calls.get(piece.call());
        if (call != null) {
            int launch = launchNumber(call.launch());
            call.write(piece)
                    .onComplete(taken -> context.runOnContext(ignored -> tell(
                            taken.succeeded()
                                    ? new Message.Written(launch, piece.call())
                                    : new Message.Abandon(launch, piece.call()))));
        }
    }

    /** The process is gone, and with it all that its calls had under way. */
    void gone() {
        errands.endAll();
    }

    void heard(Message.Pong pong, long nowNanos) {
        report = pong;
        lastHeardNanos = nowNanos;
    }

    void ping(long nonce) {
        send(new Message.Ping(nonce));
    }

    /** The node itself was stopped for a while: the silence is not the host's. */
    void excuse(long nowNanos) {
        lastHeardNanos = nowNanos;
    }

    long silentNanos(long nowNanos) {
        return nowNanos - lastHeardNanos;
    }

    boolean hasOverdueCall(long nowNanos, long graceNanos) {
        return calls.values().stream().anyMatch(call -> call.remainingNanos(nowNanos) < -graceNanos);
    }

    Set<Launch.Key> launchesOf(Collection<Integer> numbers) {
        return numbers.stream()
                .filter(launchNumbers::containsKey)
                .map(launchNumbers::get)
                .collect(Collectors.toUnmodifiableSet());
    }

    Set<Launch.Key> launchesOf(List<Flight> flights) {
        return launchesOf(flights.stream().map(Flight::launch).toList());
    }

    /** Has the host forget all launches of a tenant, and end what runs of them. */
    void retire(String tenant) {
        Map.copyOf(launches).forEach((key, number) -> {
            if (key.tenant().equals(tenant)) {
                launches.remove(key);
                launchNumbers.remove(number);
                send(new Message.Retire(number));
            }
        });
    }

    private int launchNumber(Launch launch) {
        Integer known = launches.get(launch.key());
        if (known != null) {
            return known;
        }
        if (launches.size() >= LAUNCHES_KNOWN) {
            Map.Entry<Launch.Key, Integer> oldest = launches.pollFirstEntry();
            launchNumbers.remove(oldest.getValue());
            send(new Message.Retire(oldest.getValue()));
        }
        int number = ++lastLaunch;
        launches.put(launch.key(), number);
        launchNumbers.put(number, launch.key());
        send(deploy(number, launch));
        return number;
    }

    static Message.Deploy deploy(int number, Launch launch) {
        Limits limits = launch.limits();
        Bounds bounds = new Bounds(
                limits.cpu().toNanos(),
                limits.heapMiB() * BYTES_PER_MIB,
                limits.memoryMiB() * BYTES_PER_MIB,
                limits.bodyBytes(),
                limits.logBytes(),
                launch.isLogging());
        String directory = launch.artefact().toAbsolutePath().toString();
        return new Message.Deploy(number, directory, launch.entrypoint(), launch.environment(), bounds);
    }

    /** Tells a program something; of no effect where the process has gone. */
    private void tell(Message.ToProgram message) {
        send(message);
    }

    private void send(Message message) {
        outgoing.write(message);
        if (!isFlushDue) {
            isFlushDue = true;
            context.runOnContext(ignored -> flush());
        }
    }

    private void flush() {
        isFlushDue = false;
        NetSocket open = socket;
        if (open != null && !outgoing.isEmpty()) {
            open.write(Buffer.buffer(outgoing.take()));
        }
    }
}
