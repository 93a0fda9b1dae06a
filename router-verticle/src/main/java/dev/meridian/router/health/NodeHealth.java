package dev.meridian.router.health;

import dev.meridian.router.route.Condition;

/** One node's smoothed figures and what they led to. Not safe for several threads. */
final class NodeHealth {

    private static final double NEW_LOAD_WEIGHT = 0.3;
    private static final double NEW_ERRORS_WEIGHT = 0.3;

    /** What a node that fails every request adds to its score. */
    private static final double ALL_FAIL_MILLIS = 300;

    /** So few failures are the network's common noise. */
    private static final double NOISE = 0.01;

    final Ejection ejection = new Ejection();
    private final Deadband errorPenalty = new Deadband();
    private final Appetite even = new Appetite();
    private final Appetite bearable = new Appetite();
    private double load = -1;
    private double errors;
    private double errorMillis;
    private double begun = 1;

    /**
     * Takes in one window.
     *
     * @param told load as the node last said
     * @param begun share that it takes for its age
     * @param marks between which loads of all are even
     */
    void observe(double told, Outcomes.Window seen, double begun, Watermarks marks) {
        load = load < 0 ? told : load + NEW_LOAD_WEIGHT * (told - load);
        double failing = seen.requests() == 0 ? 0 : (double) seen.failed() / seen.requests();
        errors += NEW_ERRORS_WEIGHT * (failing - errors);
        errorMillis = errorPenalty.offer(errors < NOISE ? 0 : ALL_FAIL_MILLIS * errors);
        even.observe(load, marks);
        bearable.observe(load, Watermarks.TOO_MUCH);
        this.begun = begun;
    }

    /** Smoothed; negative if nothing was observed yet. */
    double load() {
        return load;
    }

    Condition condition() {
        Condition.Shares shares = bearable.shares();
        Condition.Shares begins = begun < 1 ? new Condition.Shares(Math.min(begun, shares.kept()), 0) : shares;
        return new Condition(errorMillis, begins, even.shares(), ejection.reason());
    }
}
