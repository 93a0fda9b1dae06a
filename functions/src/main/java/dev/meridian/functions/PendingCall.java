package dev.meridian.functions;

import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Account;
import dev.meridian.functions.wire.Message.Request;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A call under way, and where its outcome goes: back to the context that asked. Of use to pools of processes; confined
 * to a pool's context.
 */
public final class PendingCall {

    private static final String CONTROL_PREFIX = "x-open-runtimes-";

    private final long number;
    private final Launch launch;
    private final Invocation invocation;
    private final long startedNanos;
    private final long deadlineNanos;
    private final Asker asker;
    private int fetches;
    private int callsHome;
    private Message.@Nullable Respond head;

    /** Who asked for a call, and where its response and its outcome go. */
    public record Asker(Context context, ResponseSink sink, Promise<Outcome> outcome) {}

    public PendingCall(long number, Launch launch, Invocation invocation, long nowNanos, Asker asker) {
        this.number = number;
        this.launch = launch;
        this.invocation = invocation;
        startedNanos = nowNanos;
        deadlineNanos = invocation.deadline().orWithin(launch.limits().wall()).nanoTime();
        this.asker = asker;
    }

    public long number() {
        return number;
    }

    public Launch launch() {
        return launch;
    }

    /** What a host is told of the launch before its first call, under a number there. */
    public Message.Deploy deployment(int launchNumber) {
        return Host.deploy(launchNumber, launch);
    }

    /** Length of the request's body. */
    public int bytes() {
        return invocation.body().length();
    }

    /** What is left until the deadline; not positive when it has passed. */
    public long remainingNanos(long nowNanos) {
        return deadlineNanos - nowNanos;
    }

    public Message.Invoke message(int launchNumber, long nowNanos) {
        return new Message.Invoke(
                number,
                launchNumber,
                remainingNanos(nowNanos),
                new Request(
                        invocation.method(),
                        invocation.scheme(),
                        invocation.host(),
                        invocation.port(),
                        invocation.path(),
                        invocation.query(),
                        headers(invocation.headers()),
                        invocation.body().getBytes()));
    }

    Invocation invocation() {
        return invocation;
    }

    /** Counts a fetch; the answer is how many it has begun. */
    int countFetch() {
        return ++fetches;
    }

    /** Counts a fetch from the network's own API. */
    void countCallHome() {
        callsHome++;
    }

    boolean hasFetched() {
        return fetches > 0;
    }

    /** Whether its response has begun already. */
    public boolean isResponding() {
        return head != null;
    }

    public void respond(Message.Respond begun) {
        head = begun;
        asker.context()
                .runOnContext(ignored ->
                        asker.sink().begin(begun.head().status(), begun.head().headers()));
    }

    /** The future completes when there is room for more, on whatever context; it fails when nobody waits for it. */
    public Future<Void> write(Message.Write piece) {
        Promise<Void> taken = Promise.promise();
        asker.context().runOnContext(ignored -> {
            if (piece.isLast()) {
                asker.sink().end();
                taken.complete();
            } else {
                asker.sink().write(Buffer.buffer(piece.bytes())).onComplete(taken);
            }
        });
        return taken.future();
    }

    public void complete(Message.Result result) {
        Message.Respond begun = head;
        finish(
                result.ending() != Ending.COMPLETED
                        ? failed(result)
                        : begun == null ? completed(result) : streamed(begun, result.account()));
    }

    private Outcome streamed(Message.Respond begun, Account account) {
        return new Outcome.Streamed(
                begun.head().status(),
                begun.head().headers(),
                account.logs(),
                account.errors(),
                Duration.ofNanos(account.durationNanos()),
                Duration.ofNanos(account.cpuNanos()),
                account.coldStart(),
                callsHome);
    }

    public void fail(Failure kind, String message) {
        finish(new Outcome.Failed(
                kind, message, "", "", Duration.ofNanos(System.nanoTime() - startedNanos), callsHome));
    }

    private void finish(Outcome outcome) {
        asker.context().runOnContext(ignored -> asker.outcome().tryComplete(outcome));
    }

    private Outcome completed(Message.Result result) {
        Account account = result.account();
        return new Outcome.Completed(
                result.response().status(),
                result.response().headers(),
                Buffer.buffer(result.response().body()),
                account.logs(),
                account.errors(),
                Duration.ofNanos(account.durationNanos()),
                Duration.ofNanos(account.cpuNanos()),
                account.coldStart(),
                callsHome);
    }

    private Outcome failed(Message.Result result) {
        Account account = result.account();
        return new Outcome.Failed(
                kind(result.ending()),
                result.message(),
                account.logs(),
                account.errors(),
                Duration.ofNanos(account.durationNanos()),
                callsHome);
    }

    private static Failure kind(Ending ending) {
        return switch (ending) {
            case EXCEPTION -> Failure.EXCEPTION;
            case TIMEOUT -> Failure.TIMEOUT;
            case CPU_EXCEEDED -> Failure.CPU_EXCEEDED;
            case HEAP_EXCEEDED -> Failure.HEAP_EXCEEDED;
            case LOAD_FAILED -> Failure.LOAD_FAILED;
            case RESPONSE_TOO_LARGE -> Failure.RESPONSE_TOO_LARGE;
            case NO_RESPONSE, COMPLETED -> Failure.NO_RESPONSE;
        };
    }

    private static List<HeaderLine> headers(List<HeaderLine> headers) {
        List<HeaderLine> told = new ArrayList<>(headers.size());
        for (HeaderLine header : headers) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (!name.startsWith(CONTROL_PREFIX)) {
                told.add(name.equals(header.name()) ? header : new HeaderLine(name, header.value()));
            }
        }
        return told;
    }
}
