package dev.meridian.region.functions;

import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.region.postgres.InTurn;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums up how often executions have asked the network's own API, and once a second lets that decide where smart functions
 * are executed. What a pod has summed up and not yet passed on is lost with it: a second's worth of a measurement. Safe for
 * use by many threads.
 */
final class HomeCalls {

    private static final Logger log = LoggerFactory.getLogger(HomeCalls.class);
    private static final long EVERY_MILLIS = 1_000;

    /** Functions that are summed up at once; of others the executions of that second are not looked at. */
    private static final int MOST_FUNCTIONS = 10_000;

    private final Vertx vertx;
    private final PlacingStore places;
    private final InstantSource clock;
    private final Object lock = new Object();
    private Map<Named, Sum> sums = new HashMap<>();
    private long passedOver;
    private boolean isUnderWay;
    private long timer;

    /** A function. */
    record Named(String project, String function) {}

    /** What its executions did. */
    record Sum(long executions, long calls) {

        Sum plus(Sum other) {
            return new Sum(executions + other.executions, calls + other.calls);
        }
    }

    HomeCalls(Vertx vertx, PlacingStore places, InstantSource clock) {
        this.vertx = vertx;
        this.places = places;
        this.clock = clock;
    }

    void start() {
        timer = vertx.setPeriodic(EVERY_MILLIS, elapsed -> passOn());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Takes an execution in that was asked for by a request: where others take place is not decided here. */
    void count(ExecutionRecord execution) {
        if (!execution.getTrigger().equals("http")) {
            return;
        }
        Named named = new Named(execution.getProjectId(), execution.getFunctionId());
        synchronized (lock) {
            if (sums.size() < MOST_FUNCTIONS || sums.containsKey(named)) {
                sums.merge(named, new Sum(1, execution.getCallsHome()), Sum::plus);
            } else {
                passedOver++;
            }
        }
    }

    private void passOn() {
        Map<Named, Sum> taken;
        synchronized (lock) {
            if (isUnderWay || sums.isEmpty()) {
                return;
            }
            isUnderWay = true;
            taken = sums;
            sums = new HashMap<>();
            if (passedOver > 0) {
                log.atWarn()
                        .addKeyValue("executions", passedOver)
                        .log(
                                "Executions of too many functions at once: some did not count for where they are executed");
                passedOver = 0;
            }
        }
        places.smart(List.copyOf(taken.keySet()))
                .compose(smart -> InTurn.each(
                        smart,
                        named -> places.measure(named, Objects.requireNonNull(taken.get(named)), clock.instant())
                                .mapEmpty()))
                .onFailure(failure -> log.atWarn()
                        .setCause(failure)
                        .log("What was seen of executions did not count for where functions are executed"))
                .onComplete(done -> {
                    synchronized (lock) {
                        isUnderWay = false;
                    }
                });
    }
}
