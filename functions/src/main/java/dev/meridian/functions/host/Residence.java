package dev.meridian.functions.host;

import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.HostCalls;
import dev.meridian.functions.engine.Isolate;
import dev.meridian.functions.engine.Session;
import dev.meridian.functions.engine.Session.Fetched;
import dev.meridian.functions.engine.Session.Loading;
import dev.meridian.functions.engine.Settlement;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.HeaderLine;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Bounds;
import dev.meridian.functions.wire.Message.FetchRequest;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tenant's turns: brings the calls of its {@link Roster} into the isolate of its {@link Chamber}. Touched only by the
 * lane that has the tenant's turn.
 *
 * <p>An isolate that was stopped, or that has let too many calls run past their deadline, is closed and never used
 * again; calls that had not begun go on in a new one.
 *
 * <p>What {@code log} and {@code error} of a call's context write belongs to that call, also after it awaited. What
 * {@code console} writes belongs to the call on whose behalf script was entered last; between concurrent calls that share
 * an isolate, and await, that may be another one. To tell them apart the engine would have to follow every promise.
 */
final class Residence implements HostCalls {

    private static final Logger log = LoggerFactory.getLogger(Residence.class);
    private static final long LOAD_CPU_NANOS = 1_000_000_000L;
    private static final int ABANDONED_LIMIT = 16;

    /** V8 compiles what script calls when it first does: the first call pays for all. As much as 1 MiB of script needs. */
    private static final long FIRST_RUN_CPU_NANOS = 100_000_000L;

    private final int launch;
    private final Bounds bounds;
    private final Tenant tenant;
    private final Chamber chamber;
    private final Roster roster;
    private final Fetches fetches;
    private boolean isLoaded;
    private boolean isWarm;
    private int abandoned;

    Residence(Message.Deploy deploy, Tenant tenant, Workshop workshop, FrameWriter results) {
        this.launch = deploy.launch();
        this.bounds = deploy.bounds();
        this.tenant = tenant;
        this.chamber = new Chamber(deploy, tenant, workshop);
        this.roster = new Roster(bounds, results);
        this.fetches = new Fetches(results, workshop.fetches());
    }

    /** Any thread. */
    boolean isOpen() {
        return chamber.isOpen();
    }

    boolean isIdle() {
        return !roster.hasRunning() && !roster.hasWaiting();
    }

    long earliestDeadlineNanos(long none) {
        return roster.earliestDeadlineNanos(none);
    }

    void turn(Lane lane, List<Work> batch) {
        boolean hasWork = false;
        for (Work work : batch) {
            switch (work) {
                case Work.Start start -> {
                    roster.add(start.call());
                    hasWork = true;
                }
                case Work.Fire fire -> hasWork |= chamber.owns(fire);
                case Work.Tell tell -> hasWork |= chamber.isOpen();
                case Work.Close close -> chamber.condemn();
                case Work.Check check -> hasWork |= !isLoaded;
            }
        }
        expire();
        if (hasWork) {
            work(lane, batch);
        }
        if (chamber.isCondemned() && !roster.hasRunning()) {
            close();
        }
    }

    private void expire() {
        int expired = roster.expire(System.nanoTime());
        if (expired > 0) {
            fetches.forget(call -> !roster.isRunning(call));
        }
        abandoned += expired;
        if (abandoned > ABANDONED_LIMIT) {
            chamber.condemn();
        }
    }

    private void work(Lane lane, List<Work> batch) {
        try {
            Isolate here = chamber.opened(this, roster::waitingStartCold);
            try (Session session = here.enter()) {
                load(lane, session);
                for (Work work : batch) {
                    switch (work) {
                        case Work.Fire fire when chamber.owns(fire) -> fire(lane, session, fire);
                        case Work.Tell tell -> tell(lane, session, tell.message());
                        default -> {}
                    }
                }
                load(lane, session);
                while (isLoaded && roster.hasWaiting()) {
                    begin(lane, session, roster.takeFirst());
                    session.settled().forEach(roster::settle);
                }
                session.settled().forEach(roster::settle);
            }
        } catch (Stopped stopped) {
            stopped(stopped);
        } catch (EngineFailure broken) {
            stopped(new Stopped(null, Ending.NO_RESPONSE, broken));
        }
    }

    /** Goes on with loading, on the time of the call that waits longest. */
    private void load(Lane lane, Session session) throws Stopped {
        Optional<Call> first = roster.first();
        if (isLoaded || first.isEmpty()) {
            return;
        }
        long cpu = Math.max(bounds.cpuNanos(), LOAD_CPU_NANOS);
        Holder<Loading> loading = new Holder<>(new Loading.Pending());
        chamber.guard(lane, null, first.get().deadlineNanos(), cpu, () -> loading.value = session.load());
        switch (loading.value) {
            case Loading.Pending() -> isLoaded = false;
            case Loading.Loaded() -> isLoaded = true;
            case Loading.Refused(String reason) -> {
                roster.refuseWaiting(Ending.LOAD_FAILED, reason);
                chamber.condemn();
            }
        }
    }

    private void begin(Lane lane, Session session, Call call) throws Stopped {
        int number = roster.begin(call);
        if (!isWarm) {
            isWarm = true;
            call.allow(FIRST_RUN_CPU_NANOS);
        }
        within(lane, call, () -> session.begin(number, call.request()));
    }

    private void fire(Lane lane, Session session, Work.Fire fire) throws Stopped {
        chamber.timerFired(fire.timer());
        Optional<Call> running = roster.running(fire.call());
        if (running.isPresent()) {
            within(lane, running.get(), () -> session.fire(fire.timer()));
        } else if (fire.call() == 0) {
            long deadline = System.nanoTime() + LOAD_CPU_NANOS;
            chamber.guard(lane, null, deadline, bounds.cpuNanos(), () -> session.fire(fire.timer()));
        }
    }

    private void tell(Lane lane, Session session, Message.ToProgram message) throws Stopped {
        switch (message) {
            case Message.Written written -> tell(lane, written.call(), session::written);
            case Message.Abandon abandon -> tell(lane, abandon.call(), session::abandon);
            case Message.FetchHead head ->
                news(lane, session, head.fetch(), new Fetched.Head(head.status(), head.reason(), head.headers()));
            case Message.FetchReady ready -> news(lane, session, ready.fetch(), new Fetched.Ready());
            case Message.FetchPiece piece -> {
                if (piece.bytes().length > 0) {
                    news(lane, session, piece.fetch(), new Fetched.Piece(piece.bytes()));
                }
                if (piece.isLast()) {
                    news(lane, session, piece.fetch(), new Fetched.End());
                    fetches.end(piece.fetch());
                }
            }
            case Message.FetchFailed failed -> {
                news(lane, session, failed.fetch(), new Fetched.Failed(failed.reason()));
                fetches.end(failed.fetch());
            }
        }
    }

    private void tell(Lane lane, long number, Telling telling) throws Stopped {
        Optional<Integer> known = roster.numberOf(number);
        if (known.isPresent()) {
            Call call = roster.running(known.get()).orElseThrow();
            within(lane, call, () -> telling.tell(known.get()));
        }
    }

    private void news(Lane lane, Session session, long number, Fetched news) throws Stopped {
        Optional<Fetches.Under> under = fetches.of(number);
        if (under.isPresent()) {
            int script = under.get().script();
            within(lane, under.get().call(), () -> session.fetched(script, news));
        }
    }

    /** Runs script on a call's account, in what is left of its time. */
    private void within(Lane lane, Call call, Chamber.Script script) throws Stopped {
        chamber.guard(lane, call, call.deadlineNanos(), call.remainingCpuNanos(bounds), script);
    }

    /** Something that a call is told by its number. */
    private interface Telling {
        void tell(int number) throws EngineFailure;
    }

    /** The isolate is lost with the calls in it; the rest wait on for another. */
    private void stopped(Stopped stopped) {
        if (stopped.ending() == Ending.NO_RESPONSE) {
            log.atWarn()
                    .addKeyValue("launch", launch)
                    .setCause(stopped)
                    .log("An isolate failed without having been stopped");
        }
        roster.loseRunning(stopped);
        if (!isLoaded) {
            roster.refuseWaiting(stopped.ending(), Wording.of(stopped.ending(), bounds));
        }
        close();
        if (roster.hasWaiting()) {
            tenant.post(new Work.Start(roster.takeFirst()));
        }
    }

    private void close() {
        isLoaded = false;
        isWarm = false;
        abandoned = 0;
        fetches.forget(any -> true);
        chamber.close();
    }

    @Override
    public void log(int call, boolean isError, String line) {
        roster.running(call).ifPresent(writer -> writer.write(isError, line, bounds));
    }

    @Override
    public void startTimer(int timer, int call, long milliseconds) {
        chamber.startTimer(timer, call, milliseconds);
    }

    @Override
    public void stopTimer(int timer) {
        chamber.stopTimer(timer);
    }

    @Override
    public String respond(int call, int status, List<HeaderLine> headers) {
        return roster.respond(call, new Settlement.Answered(call, status, headers, new byte[0]));
    }

    @Override
    public void write(int call, byte[] bytes, boolean isLast) {
        roster.write(call, bytes, isLast);
    }

    @Override
    public void fetch(int call, int fetch, FetchRequest request) {
        roster.running(call).ifPresent(owner -> fetches.begin(owner, fetch, request));
    }

    @Override
    public void fetchWrite(int fetch, byte[] bytes, boolean isLast) {
        fetches.write(fetch, bytes, isLast);
    }

    @Override
    public void fetchPull(int fetch) {
        fetches.pull(fetch);
    }

    @Override
    public void fetchCancel(int fetch) {
        fetches.cancel(fetch);
    }

    @Override
    public void heapIsFull() {
        chamber.heapIsFull();
    }

    private static final class Holder<T> {
        private T value;

        Holder(T value) {
            this.value = value;
        }
    }
}
