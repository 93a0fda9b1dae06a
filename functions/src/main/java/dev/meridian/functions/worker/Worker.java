package dev.meridian.functions.worker;

import dev.meridian.functions.Doorway;
import dev.meridian.functions.PendingCall;
import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One worker as its node sees it: the process, the connection, the calls in it. Confined to the pool's context. */
final class Worker {

    /** Every process has one launch. */
    private static final int LAUNCH = 1;

    private final String token;
    private final Crew crew;
    private final Map<Long, PendingCall> calls = new HashMap<>();
    private final Promise<Void> burial = Promise.promise();
    private final long startedNanos;
    private @Nullable Future<WorkerProcess> making;
    private @Nullable Doorway doorway;
    private @Nullable NetSocket socket;
    private boolean isDeployed;
    private boolean isCondemned;
    private boolean isEnding;
    private long lastUsedNanos;

    Worker(String token, Crew crew, long nowNanos) {
        this.token = token;
        this.crew = crew;
        startedNanos = nowNanos;
        lastUsedNanos = nowNanos;
    }

    String token() {
        return token;
    }

    boolean isToken(String shown) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    /** Where it comes in, once that is open. */
    void enters(Doorway open) {
        doorway = open;
    }

    /** Nothing is left of it. */
    void buried() {
        if (doorway != null) {
            doorway.server().close();
        }
        burial.tryComplete();
    }

    Crew crew() {
        return crew;
    }

    Collection<PendingCall> calls() {
        return calls.values();
    }

    /** Nothing until the operating system has made it. */
    Optional<WorkerProcess> process() {
        return making == null ? Optional.empty() : Optional.ofNullable(making.result());
    }

    /** Completes when there is a process, or none can be made. */
    Future<WorkerProcess> making() {
        return Objects.requireNonNull(making);
    }

    void begin(Future<WorkerProcess> begun) {
        making = begun;
    }

    void connected(NetSocket announced, long nowNanos) {
        socket = announced;
        lastUsedNanos = nowNanos;
    }

    /** Completes when nothing is left of its process. */
    Future<Void> burial() {
        return burial.future();
    }

    boolean isConnected() {
        return socket != null;
    }

    boolean isStarting() {
        return socket == null && !isEnding;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Whether it may have another call. */
    boolean takes(int most) {
        return socket != null && !isCondemned && !isEnding && calls.size() < most;
    }

    /** It gets no more calls. */
    void condemn() {
        isCondemned = true;
    }

    boolean isCondemned() {
        return isCondemned;
    }

    /** It has been told to end: its death is no crash. */
    void ending() {
        isEnding = true;
    }

    boolean isEnding() {
        return isEnding;
    }

    boolean isIdle(long nowNanos, long idleNanos) {
        return isConnected() && calls.isEmpty() && nowNanos - lastUsedNanos >= idleNanos;
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    void invoke(PendingCall call, long nowNanos) {
        FrameWriter writer = new FrameWriter();
        if (!isDeployed) {
            isDeployed = true;
            writer.write(call.deployment(LAUNCH));
        }
        calls.put(call.number(), call);
        writer.write(call.message(LAUNCH, nowNanos));
        NetSocket open = socket;
        if (open != null) {
            open.write(Buffer.buffer(writer.take()));
        }
    }

    Optional<PendingCall> call(long number) {
        return Optional.ofNullable(calls.get(number));
    }

    /** Tells the process that nobody waits for a call. */
    void abandon(long call) {
        send(new Message.Abandon(LAUNCH, call));
    }

    /** Tells the process that there is room for more of a call's response. */
    void written(long call) {
        send(new Message.Written(LAUNCH, call));
    }

    private void send(Message message) {
        FrameWriter writer = new FrameWriter();
        writer.write(message);
        NetSocket open = socket;
        if (open != null) {
            open.write(Buffer.buffer(writer.take()));
        }
    }

    /** The call that the result ends, if it is known still. */
    Optional<PendingCall> ended(Message.Result result, long nowNanos) {
        lastUsedNanos = nowNanos;
        return Optional.ofNullable(calls.remove(result.call()));
    }

    List<PendingCall> takeOverdue(long nowNanos, long graceNanos) {
        List<PendingCall> overdue = calls.values().stream()
                .filter(call -> call.remainingNanos(nowNanos) < -graceNanos)
                .toList();
        overdue.forEach(call -> calls.remove(call.number()));
        return overdue;
    }

    List<PendingCall> takeAll() {
        List<PendingCall> all = List.copyOf(calls.values());
        calls.clear();
        return all;
    }
}
