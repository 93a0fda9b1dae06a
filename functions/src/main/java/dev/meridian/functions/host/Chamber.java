package dev.meridian.functions.host;

import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.HostCalls;
import dev.meridian.functions.engine.Isolate;
import dev.meridian.functions.engine.Program;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Bounds;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's isolate from its opening to its closing: its timers, its weight, and script in it under the eyes of the
 * watchdog. One that is condemned is closed as soon as no call is in it, and the next is another generation. Touched only
 * by the lane that has the tenant's turn, but for what says otherwise.
 */
final class Chamber {

    private static final long WEIGH_PERIOD_NANOS = 500_000_000L;

    private final Message.Deploy deploy;
    private final Bounds bounds;
    private final Tenant tenant;
    private final Workshop workshop;
    private final Map<Integer, Future<?>> timers = new HashMap<>();
    private volatile @Nullable Isolate isolate;
    private volatile boolean isCondemned;
    private @Nullable Entry entry;
    private int generation;
    private long weighedNanos;

    Chamber(Message.Deploy deploy, Tenant tenant, Workshop workshop) {
        this.deploy = deploy;
        this.bounds = deploy.bounds();
        this.tenant = tenant;
        this.workshop = workshop;
    }

    /** Any thread. */
    boolean isOpen() {
        return isolate != null;
    }

    boolean isCondemned() {
        return isCondemned;
    }

    void condemn() {
        isCondemned = true;
    }

    /** Whether a timer is one of this generation's. */
    boolean owns(Work.Fire fire) {
        return fire.generation() == generation;
    }

    /**
     * The isolate, opened now if it is not.
     *
     * @param calls what its script may ask
     * @param cold run when it was opened now
     */
    Isolate opened(HostCalls calls, Runnable cold) throws EngineFailure {
        Isolate open = isolate;
        if (open == null) {
            workshop.isolates().opening();
            try {
                Program program = new Program(
                        Path.of(deploy.directory()), deploy.entrypoint(), deploy.environment(), bounds.responseBytes());
                open = workshop.engine().open(program, calls);
            } catch (EngineFailure refused) {
                workshop.isolates().closed();
                throw refused;
            }
            isolate = open;
            isCondemned = false;
            cold.run();
        }
        weigh(open);
        return open;
    }

    private void weigh(Isolate open) {
        long now = System.nanoTime();
        if (now - weighedNanos > WEIGH_PERIOD_NANOS) {
            weighedNanos = now;
            CompletableFuture<Void> _ = open.memory().thenAccept(memory -> {
                if (open.equals(isolate) && Entry.isTooMuch(memory, bounds)) {
                    isCondemned = true;
                }
            });
        }
    }

    /** Runs script under the eyes of the watchdog, on the account of {@code call} if it is anyone's. */
    void guard(Lane lane, @Nullable Call call, long deadlineNanos, long cpuNanos, Script script) throws Stopped {
        Isolate here = Objects.requireNonNull(isolate);
        Entry stay = new Entry(here, bounds, System.nanoTime(), deadlineNanos, cpuNanos);
        entry = stay;
        lane.enter(deploy.launch(), stay);
        EngineFailure failure = null;
        try {
            script.run();
        } catch (EngineFailure stopped) {
            failure = stopped;
        }
        Ending ending = stay.leave();
        long used = lane.leave();
        entry = null;
        if (call != null) {
            call.used(used);
        }
        if (ending != null || failure != null) {
            throw new Stopped(call, ending == null ? Ending.NO_RESPONSE : ending, failure);
        }
    }

    void startTimer(int timer, int call, long milliseconds) {
        timers.put(timer, workshop.timers().schedule(milliseconds, tenant, new Work.Fire(timer, call, generation)));
    }

    void stopTimer(int timer) {
        Future<?> pending = timers.remove(timer);
        if (pending != null) {
            pending.cancel(false);
        }
    }

    void timerFired(int timer) {
        timers.remove(timer);
    }

    void heapIsFull() {
        Entry stay = entry;
        if (stay != null) {
            stay.stop(Ending.HEAP_EXCEEDED);
        }
    }

    void close() {
        timers.values().forEach(timer -> timer.cancel(false));
        timers.clear();
        generation++;
        isCondemned = false;
        Isolate open = isolate;
        isolate = null;
        if (open != null) {
            open.close();
            workshop.isolates().closed();
        }
    }

    /** Something to be done in the isolate. */
    interface Script {
        void run() throws EngineFailure;
    }
}
