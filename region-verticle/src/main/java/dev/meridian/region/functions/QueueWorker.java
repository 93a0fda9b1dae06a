package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what waits in the queue: at once when it is woken, else at the next look. Belongs to one context.
 *
 * <p>What was under way when its process ended has failed, and is not run again: nobody knows how far it came.
 */
final class QueueWorker {

    private static final Logger log = LoggerFactory.getLogger(QueueWorker.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long FIGURES_MILLIS = 15_000;
    private static final long MOMENT_SECONDS = 3;

    private final Vertx vertx;
    private final ExecutionQueue queue;
    private final Executions executions;
    private final QueueMeters meters;
    private final Context context;
    private final Set<Future<Void>> underWay = ConcurrentHashMap.newKeySet();
    private boolean isRunning;
    private boolean isSwept;
    private boolean isLooking;
    private boolean again;
    private long timer;
    private long figures;

    QueueWorker(Vertx vertx, ExecutionQueue queue, Executions executions, QueueMeters meters) {
        this.vertx = vertx;
        this.queue = queue;
        this.executions = executions;
        this.meters = meters;
        this.context = vertx.getOrCreateContext();
    }

    void start() {
        context.runOnContext(asked -> {
            isRunning = true;
            timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
            figures = vertx.setPeriodic(0, FIGURES_MILLIS, tick -> measure());
        });
    }

    /** Looks for what is due at once, if it was started. */
    void wake() {
        context.runOnContext(woken -> look());
    }

    /** Takes no more, and gives what is under way a moment. */
    Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(asked -> {
            isRunning = false;
            vertx.cancelTimer(timer);
            vertx.cancelTimer(figures);
            settled().onComplete(stopped);
        });
        return stopped.future();
    }

    /** Succeeds once nothing is under way, or after a moment. */
    Future<Void> settled() {
        return Future.join(List.copyOf(underWay))
                .timeout(MOMENT_SECONDS, TimeUnit.SECONDS)
                .transform(done -> Future.succeededFuture());
    }

    private void look() {
        if (!isRunning) {
            return;
        }
        if (isLooking) {
            again = true;
            return;
        }
        isLooking = true;
        again = false;
        keep(swept().compose(swept -> queue.take()).compose(this::begin)).onComplete(done -> {
            isLooking = false;
            if (done.failed()) {
                log.atWarn().setCause(done.cause()).log("Queued executions could not be taken; another look follows");
            } else if (again) {
                look();
            }
        });
    }

    private Future<Void> swept() {
        return isSwept ? queue.giveUpLost() : queue.giveUpEarlier().onSuccess(swept -> isSwept = true);
    }

    /** What was taken just when the worker stopped goes back. */
    private Future<Void> begin(List<QueuedExecution> taken) {
        if (!isRunning) {
            return Future.join(taken.stream().map(queue::giveBack).toList()).mapEmpty();
        }
        taken.forEach(execution -> keep(run(execution)).onComplete(done -> {
            if (done.failed()) {
                log.atError()
                        .setCause(done.cause())
                        .addKeyValue("execution", execution.id())
                        .log("The outcome of an execution could not be recorded; it will count as failed");
            }
            wake();
        }));
        return Future.succeededFuture();
    }

    private Future<Void> run(QueuedExecution execution) {
        return Future.succeededFuture(execution)
                .compose(executions::run)
                .transform(result -> result.failed()
                        ? queue.fail(execution, reason(execution, result.cause()))
                        : result.result()
                                .map(record -> queue.end(execution, record))
                                .orElseGet(() -> queue.giveBack(execution)));
    }

    private String reason(QueuedExecution execution, Throwable failure) {
        meters.failed();
        Problem problem = Problem.from(failure);
        if (problem.type().status() >= 500) {
            log.atError()
                    .setCause(failure)
                    .addKeyValue("execution", execution.id())
                    .log("A queued execution could not be run");
        }
        return "The function could not be run. " + problem.text();
    }

    private void measure() {
        queue.figures()
                .onComplete(
                        meters::show,
                        failure ->
                                log.atDebug().setCause(failure).log("The queue of executions could not be measured"));
    }

    private Future<Void> keep(Future<Void> work) {
        underWay.add(work);
        return work.onComplete(done -> underWay.remove(work));
    }
}
