package dev.meridian.region.functions;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has queued what schedules say is due, within a second of its time. Belongs to one context. */
final class ScheduleWorker {

    private static final Logger log = LoggerFactory.getLogger(ScheduleWorker.class);
    private static final long LOOK_MILLIS = 1_000;

    private final Vertx vertx;
    private final Schedules schedules;
    private final QueueWorker worker;
    private final Context context;
    private Future<Void> round = Future.succeededFuture();
    private boolean isRunning;
    private long timer;

    ScheduleWorker(Vertx vertx, Schedules schedules, QueueWorker worker) {
        this.vertx = vertx;
        this.schedules = schedules;
        this.worker = worker;
        this.context = vertx.getOrCreateContext();
    }

    void start() {
        context.runOnContext(asked -> {
            isRunning = true;
            timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
        });
    }

    /** Succeeds once nothing is being queued any more. */
    Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(asked -> {
            isRunning = false;
            vertx.cancelTimer(timer);
            round.onComplete(ended -> stopped.complete());
        });
        return stopped.future();
    }

    private void look() {
        if (isRunning && round.isComplete()) {
            round = queueAll()
                    .onFailure(failure -> log.atWarn()
                            .setCause(failure)
                            .log("What schedules say is due could not be queued; another look follows"));
        }
    }

    private Future<Void> queueAll() {
        return schedules.queueDue().compose(found -> {
            if (!found) {
                return Future.succeededFuture();
            }
            worker.wake();
            return isRunning ? queueAll() : Future.succeededFuture();
        });
    }
}
