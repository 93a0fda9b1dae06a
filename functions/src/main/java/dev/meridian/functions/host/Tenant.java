package dev.meridian.functions.host;

import dev.meridian.functions.wire.FrameWriter;
import dev.meridian.functions.wire.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * One launch with its inbox: anyone may post work, one lane at a time takes a turn at it. What script does happens in
 * its {@link Residence}, which only the lane in the turn touches.
 */
final class Tenant {

    private static final int BATCH = 32;
    private static final long NEVER = Long.MAX_VALUE;

    private final Queue<Work> inbox = new ArrayDeque<>();
    private final Residence residence;
    private final Workshop workshop;
    private final FrameWriter results = new FrameWriter();
    private boolean isScheduled;
    private boolean isCheckPosted;
    private volatile boolean isIdle = true;
    private volatile long lastUsedNanos = System.nanoTime();
    private volatile long earliestDeadlineNanos = NEVER;

    Tenant(Message.Deploy deploy, Workshop workshop) {
        this.workshop = workshop;
        residence = new Residence(deploy, this, workshop, results);
    }

    void post(Work work) {
        synchronized (inbox) {
            inbox.add(work);
            isIdle = false;
            if (isScheduled) {
                return;
            }
            isScheduled = true;
        }
        workshop.queue().add(this);
    }

    /** Does what is in the inbox, up to a batch; true if more is to be done. */
    boolean turn(Lane lane) {
        residence.turn(lane, nextBatch());
        lastUsedNanos = System.nanoTime();
        earliestDeadlineNanos = residence.earliestDeadlineNanos(NEVER);
        if (!results.isEmpty()) {
            workshop.link().send(results);
        }
        synchronized (inbox) {
            isScheduled = !inbox.isEmpty();
            isIdle = !isScheduled && residence.isIdle();
            return isScheduled;
        }
    }

    /** True while an isolate is open and no call is in it. */
    boolean isIdle() {
        return isIdle && residence.isOpen();
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    /** Called by the watchdog: posts a check when a waiting call is past its deadline. */
    void watch(long nowNanos) {
        long earliest = earliestDeadlineNanos;
        if (earliest == NEVER || nowNanos - earliest < 0) {
            return;
        }
        synchronized (inbox) {
            if (isCheckPosted) {
                return;
            }
            isCheckPosted = true;
        }
        post(new Work.Check());
    }

    private List<Work> nextBatch() {
        List<Work> batch = new ArrayList<>();
        synchronized (inbox) {
            isCheckPosted = false;
            Work work = inbox.poll();
            while (work != null) {
                batch.add(work);
                work = batch.size() < BATCH ? inbox.poll() : null;
            }
        }
        return batch;
    }
}
