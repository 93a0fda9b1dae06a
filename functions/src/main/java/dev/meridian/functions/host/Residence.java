package dev.meridian.functions.host;

import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.HostCalls;
import dev.meridian.functions.engine.Isolate;
import dev.meridian.functions.engine.Program;
import dev.meridian.functions.engine.Session;
import dev.meridian.functions.engine.Session.Loading;
import dev.meridian.functions.engine.Settlement;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Bounds;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tenant's isolate and the calls in it. Touched only by the lane that has the tenant's turn.
 *
 * <p>An isolate that was stopped, or that has let too many calls run past their deadline, is closed and never used
 * again; calls that had not begun go on in a new one.
 */
final class Residence implements HostCalls {

    private static final Logger log = LoggerFactory.getLogger(Residence.class);
    private static final long LOAD_CPU_NANOS = 1_000_000_000L;
    private static final long WEIGH_PERIOD_NANOS = 500_000_000L;
    private static final int ABANDONED_LIMIT = 16;

    private final Message.Deploy deploy;
    private final Bounds bounds;
    private final Tenant tenant;
    private final Workshop workshop;
    private final FrameWriter results;
    private final Map<Integer, Call> running = new HashMap<>();
    private final Queue<Call> waiting = new ArrayDeque<>();
    private final Map<Integer, Future<?>> timers = new HashMap<>();
    private volatile @Nullable Isolate isolate;
    private volatile boolean isCondemned;
    private @Nullable Entry entry;
    private boolean isLoaded;
    private int generation;
    private int lastCall;
    private int abandoned;
    private long weighedNanos;

    Residence(Message.Deploy deploy, Tenant tenant, Workshop workshop, FrameWriter results) {
        this.deploy = deploy;
        this.tenant = tenant;
        this.workshop = workshop;
        this.results = results;
        bounds = deploy.bounds();
    }

    boolean isOpen() {
        return isolate != null;
    }

    boolean isIdle() {
        return running.isEmpty() && waiting.isEmpty();
    }

    long earliestDeadlineNanos(long none) {
        long earliest = none;
        for (Call call : running.values()) {
            earliest = Math.min(earliest, call.deadlineNanos());
        }
        for (Call call : waiting) {
            earliest = Math.min(earliest, call.deadlineNanos());
        }
        return earliest;
    }

    void turn(Lane lane, List<Work> batch) {
        boolean hasWork = false;
        for (Work work : batch) {
            switch (work) {
                case Work.Start start -> hasWork |= waiting.add(start.call());
                case Work.Fire fire -> hasWork |= fire.generation() == generation;
                case Work.Close close -> isCondemned = true;
                case Work.Check check -> hasWork |= !isLoaded;
            }
        }
        expire(System.nanoTime());
        if (hasWork) {
            work(lane, batch);
        }
        if (isCondemned && running.isEmpty()) {
            close();
        }
    }

    private void work(Lane lane, List<Work> batch) {
        try {
            Isolate here = opened();
            try (Session session = here.enter()) {
                if (!isLoaded) {
                    load(lane, here, session);
                }
                for (Work work : batch) {
                    if (work instanceof Work.Fire fire && fire.generation() == generation) {
                        fire(lane, here, session, fire);
                    }
                }
                if (!isLoaded) {
                    load(lane, here, session);
                }
                while (isLoaded && !waiting.isEmpty()) {
                    begin(lane, here, session, waiting.remove());
                    session.settled().forEach(this::settle);
                }
                session.settled().forEach(this::settle);
            }
        } catch (Stopped stopped) {
            stopped(stopped);
        } catch (EngineFailure broken) {
            stopped(new Stopped(null, Ending.NO_RESPONSE, broken));
        }
    }

    private Isolate opened() throws EngineFailure {
        Isolate open = isolate;
        if (open == null) {
            workshop.isolates().opening();
            try {
                Program program = new Program(Path.of(deploy.directory()), deploy.entrypoint(), deploy.environment());
                open = workshop.engine().open(program, this);
            } catch (EngineFailure refused) {
                workshop.isolates().closed();
                throw refused;
            }
            isolate = open;
            isCondemned = false;
            waiting.forEach(Call::startedCold);
        }
        weigh(open);
        return open;
    }

    private void load(Lane lane, Isolate here, Session session) throws Stopped {
        Call first = waiting.peek();
        if (first == null) {
            return;
        }
        long cpu = Math.max(bounds.cpuNanos(), LOAD_CPU_NANOS);
        Holder<Loading> loading = new Holder<>(new Loading.Pending());
        guard(lane, here, null, first.deadlineNanos(), cpu, () -> loading.value = session.load());
        switch (loading.value) {
            case Loading.Pending() -> isLoaded = false;
            case Loading.Loaded() -> isLoaded = true;
            case Loading.Refused(String reason) -> refuse(reason);
        }
    }

    private void refuse(String reason) {
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            call.write(true, reason, bounds);
            results.write(call.failed(Ending.LOAD_FAILED, firstLine(reason)));
        }
        isCondemned = true;
    }

    private void begin(Lane lane, Isolate here, Session session, Call call) throws Stopped {
        int number = ++lastCall;
        running.put(number, call);
        guard(lane, here, call, call.deadlineNanos(), bounds.cpuNanos(), () -> session.begin(number, call.request()));
    }

    private void fire(Lane lane, Isolate here, Session session, Work.Fire fire) throws Stopped {
        timers.remove(fire.timer());
        Call owner = running.get(fire.call());
        if (owner != null) {
            long cpu = bounds.cpuNanos() - owner.cpuNanos();
            guard(lane, here, owner, owner.deadlineNanos(), cpu, () -> session.fire(fire.timer()));
        } else if (fire.call() == 0) {
            long deadline = System.nanoTime() + LOAD_CPU_NANOS;
            guard(lane, here, null, deadline, bounds.cpuNanos(), () -> session.fire(fire.timer()));
        }
    }

    /** Runs script under the eyes of the watchdog, on the account of {@code call} if it is anyone's. */
    private void guard(Lane lane, Isolate here, @Nullable Call call, long deadlineNanos, long cpuNanos, Script script)
            throws Stopped {
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

    private void settle(Settlement settlement) {
        Call call = running.remove(settlement.call());
        if (call == null) {
            return;
        }
        switch (settlement) {
            case Settlement.Threw(int ignored, String error) -> fail(call, Ending.EXCEPTION, error);
            case Settlement.Answered answered -> {
                switch (ResponseRules.judge(answered, bounds.responseBytes())) {
                    case ResponseRules.Verdict.Fit fit -> results.write(call.completed(fit.response()));
                    case ResponseRules.Verdict.Unfit unfit -> fail(call, Ending.EXCEPTION, unfit.reason());
                    case ResponseRules.Verdict.TooLarge large ->
                        fail(call, Ending.RESPONSE_TOO_LARGE, Wording.tooLarge(large.bytes(), bounds.responseBytes()));
                }
            }
        }
    }

    private void fail(Call call, Ending ending, String error) {
        call.write(true, error, bounds);
        results.write(call.failed(ending, firstLine(error)));
    }

    /** The isolate is lost: its culprit gets the reason, the others that were in it are told so, the rest wait on. */
    private void stopped(Stopped stopped) {
        if (stopped.ending == Ending.NO_RESPONSE) {
            log.atWarn()
                    .addKeyValue("launch", deploy.launch())
                    .setCause(stopped)
                    .log("An isolate failed without having been stopped");
        }
        long now = System.nanoTime();
        boolean hadLoaded = isLoaded;
        for (Call call : running.values()) {
            boolean isCulprit = running.size() == 1 || call.equals(stopped.culprit);
            Ending ending = isCulprit ? stopped.ending : call.isOverdue(now) ? Ending.TIMEOUT : Ending.NO_RESPONSE;
            fail(call, ending, Wording.of(ending, bounds));
        }
        running.clear();
        if (!hadLoaded) {
            for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
                fail(call, stopped.ending, Wording.of(stopped.ending, bounds));
            }
        }
        close();
        if (!waiting.isEmpty()) {
            tenant.post(new Work.Start(waiting.remove()));
        }
    }

    private void expire(long now) {
        for (Iterator<Call> calls = running.values().iterator(); calls.hasNext(); ) {
            Call call = calls.next();
            if (call.isOverdue(now)) {
                calls.remove();
                fail(call, Ending.TIMEOUT, Wording.of(Ending.TIMEOUT, bounds));
                abandoned++;
            }
        }
        waiting.removeIf(call -> {
            if (call.isOverdue(now)) {
                fail(call, Ending.TIMEOUT, Wording.of(Ending.TIMEOUT, bounds));
            }
            return call.isOverdue(now);
        });
        isCondemned |= abandoned > ABANDONED_LIMIT;
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

    private void close() {
        timers.values().forEach(timer -> timer.cancel(false));
        timers.clear();
        generation++;
        isLoaded = false;
        isCondemned = false;
        abandoned = 0;
        Isolate open = isolate;
        isolate = null;
        if (open != null) {
            open.close();
            workshop.isolates().closed();
        }
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public void log(int call, boolean isError, String line) {
        Call writer = running.get(call);
        if (writer != null) {
            writer.write(isError, line, bounds);
        }
    }

    @Override
    public void startTimer(int timer, int call, long milliseconds) {
        timers.put(timer, workshop.timers().schedule(milliseconds, tenant, new Work.Fire(timer, call, generation)));
    }

    @Override
    public void stopTimer(int timer) {
        Future<?> pending = timers.remove(timer);
        if (pending != null) {
            pending.cancel(false);
        }
    }

    @Override
    public void heapIsFull() {
        Entry stay = entry;
        if (stay != null) {
            stay.stop(Ending.HEAP_EXCEEDED);
        }
    }

    private interface Script {
        void run() throws EngineFailure;
    }

    private static final class Holder<T> {
        private T value;

        Holder(T value) {
            this.value = value;
        }
    }

    /** The script was stopped; the isolate is of no further use. */
    private static final class Stopped extends Exception {
        private final @Nullable Call culprit;
        private final Ending ending;

        Stopped(@Nullable Call culprit, Ending ending, @Nullable Throwable cause) {
            super(ending.name(), cause);
            this.culprit = culprit;
            this.ending = ending;
        }
    }
}
