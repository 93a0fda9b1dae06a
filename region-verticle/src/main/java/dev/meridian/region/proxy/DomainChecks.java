package dev.meridian.region.proxy;

import dev.meridian.region.events.Cause;
import dev.meridian.region.node.DomainSettings;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at domains again: those that wait to be verified, and those that are, lest one that has moved away stays.
 * A few at a time, shared by the pods of a region. Timed looks belong to one context.
 */
final class DomainChecks {

    private static final Logger log = LoggerFactory.getLogger(DomainChecks.class);
    private static final long LOOK_MILLIS = 5_000;
    private static final long FORGET_MILLIS = 3_600_000;
    /** So that domains whose servers keep silent hold few of the others up. */
    private static final int AT_ONCE = 16;

    private static final double SPREAD = 1_000;

    private final Vertx vertx;
    private final DomainRules rules;
    private final DomainDoctor doctor;
    private final DomainSettings settings;
    private final InstantSource clock;
    private final Context context;
    private Future<Integer> round = Future.succeededFuture(0);
    private boolean isRunning;
    private long timer;
    private long forgetting;

    DomainChecks(RegionContext region, DomainRules rules, DomainDoctor doctor) {
        this.vertx = region.node().vertx();
        this.rules = rules;
        this.doctor = doctor;
        this.settings = region.settings().domains();
        this.clock = region.node().clock();
        this.context = vertx.getOrCreateContext();
    }

    void start() {
        context.runOnContext(asked -> {
            isRunning = true;
            timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
            forgetting = vertx.setPeriodic(FORGET_MILLIS, tick -> forget());
        });
    }

    /** Succeeds once nothing is being looked at any more. */
    Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(asked -> {
            isRunning = false;
            vertx.cancelTimer(timer);
            vertx.cancelTimer(forgetting);
            round.onComplete(ended -> stopped.complete());
        });
        return stopped.future();
    }

    private void look() {
        if (isRunning && round.isComplete()) {
            round = lookAtAll()
                    .onFailure(failure -> log.atWarn()
                            .setCause(failure)
                            .log("Domains could not be looked at again; another look follows"));
        }
    }

    private void forget() {
        rules.holders()
                .expire(clock.instant())
                .onFailure(failure ->
                        log.atDebug().setCause(failure).log("Former holders of domains are not forgotten yet"));
    }

    private Future<Integer> lookAtAll() {
        return lookOnce().compose(seen -> isRunning && seen == AT_ONCE ? lookAtAll() : Future.succeededFuture(seen));
    }

    /** @return how many were due, and were looked at */
    Future<Integer> lookOnce() {
        return rules.takeDue(clock.instant(), AT_ONCE)
                .compose(due ->
                        Future.join(due.stream().map(this::examine).toList()).map(due.size()));
    }

    private Future<Void> examine(DomainRules.Due due) {
        return rules.find(due.project(), due.rule())
                .compose(rule -> doctor.examine(due.project(), rule)
                        .compose(diagnosis -> keep(due.project(), rule, diagnosis, Cause.REGION)))
                // Deleted in between, or the database is away: the next that is due is not this one's matter.
                .transform(done -> {
                    if (done.failed()) {
                        log.atDebug()
                                .setCause(done.cause())
                                .addKeyValue("rule", due.rule())
                                .log("Not looked at");
                    }
                    return Future.succeededFuture();
                });
    }

    /** Writes down what was seen; of no effect where somebody else has done so since the rule was read. */
    Future<Void> keep(String project, ProxyRule rule, Diagnosis diagnosis, Cause doer) {
        Instant now = clock.instant();
        ProxyRule seen = rule.with(diagnosis, now, settings.grace());
        tell(rule, seen);
        return rules.update(project, rule, seen, next(seen, now), doer);
    }

    /** When to look at it next; empty where there is nothing to prove. */
    Optional<Instant> next(ProxyRule rule, Instant now) {
        double spread = Math.floorMod(rule.id().hashCode(), (int) SPREAD) / SPREAD;
        return doctor.asksFor(rule.domain())
                ? Optional.of(now.plus(rule.standing().pause(settings.check(), spread)))
                : Optional.empty();
    }

    private static void tell(ProxyRule before, ProxyRule after) {
        if (before.isVerified() && !after.isVerified()) {
            log.atWarn()
                    .addKeyValue("domain", after.domain())
                    .log("A domain has led elsewhere for its time of grace; it is not served any more");
        } else if (before.isVerified()
                && before.standing().failingSince() == null
                && after.standing().failingSince() != null) {
            log.atInfo().addKeyValue("domain", after.domain()).log("A verified domain leads elsewhere");
        }
    }
}
