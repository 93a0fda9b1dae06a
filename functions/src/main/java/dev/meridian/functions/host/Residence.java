package dev.meridian.functions.host;

import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.HostCalls;
import dev.meridian.functions.engine.Isolate;
import dev.meridian.functions.engine.Session;
import dev.meridian.functions.engine.Session.Loading;
import dev.meridian.functions.wire.Ending;
import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.Message;
import dev.meridian.functions.wire.Message.Bounds;
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

    private final int launch;
    private final Bounds bounds;
    private final Tenant tenant;
    private final Chamber chamber;
    private final Roster roster;
    private boolean isLoaded;
    private int abandoned;

    Residence(Message.Deploy deploy, Tenant tenant, Workshop workshop, FrameWriter results) {
        this.launch = deploy.launch();
        this.bounds = deploy.bounds();
        this.tenant = tenant;
        this.chamber = new Chamber(deploy, tenant, workshop);
        this.roster = new Roster(bounds, results);
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
        abandoned += roster.expire(System.nanoTime());
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
                    if (work instanceof Work.Fire fire && chamber.owns(fire)) {
                        fire(lane, session, fire);
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
        chamber.guard(lane, call, call.deadlineNanos(), bounds.cpuNanos(), () -> session.begin(number, call.request()));
    }

    private void fire(Lane lane, Session session, Work.Fire fire) throws Stopped {
        chamber.timerFired(fire.timer());
        Optional<Call> running = roster.running(fire.call());
        if (running.isPresent()) {
            Call owner = running.get();
            long cpu = bounds.cpuNanos() - owner.cpuNanos();
            chamber.guard(lane, owner, owner.deadlineNanos(), cpu, () -> session.fire(fire.timer()));
        } else if (fire.call() == 0) {
            long deadline = System.nanoTime() + LOAD_CPU_NANOS;
            chamber.guard(lane, null, deadline, bounds.cpuNanos(), () -> session.fire(fire.timer()));
        }
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
        abandoned = 0;
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
