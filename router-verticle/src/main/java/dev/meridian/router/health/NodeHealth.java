package dev.meridian.router.health;

import dev.meridian.router.route.Condition;
import dev.meridian.router.route.Score;

/** One node's smoothed figures and what they led to. Not safe for several threads. */
final class NodeHealth {

    private static final double NEW_LOAD_WEIGHT = 0.3;
    private static final double NEW_ERRORS_WEIGHT = 0.3;

    /** What a node that fails every request adds to its score. */
    private static final double ALL_FAIL_MILLIS = 300;

    /** So few failures are the network's common noise. */
    private static final double NOISE = 0.01;

    final Ejection ejection = new Ejection();
    private final Deadband loadPenalty = new Deadband();
    private final Deadband errorPenalty = new Deadband();
    private final Spill spill = new Spill();
    private double load = -1;
    private double errors;
    private double loadMillis;
    private double errorMillis;
    private double kept = 1;
    private boolean hasRoom = true;
    private double begun = 1;

    /**
     * Takes in one window.
     *
     * @param told load as the node last said
     * @param begun share that it takes for its age
     */
    void observe(double told, Outcomes.Window seen, double begun, Watermarks marks) {
        load = load < 0 ? told : load + NEW_LOAD_WEIGHT * (told - load);
        double failing = seen.requests() == 0 ? 0 : (double) seen.failed() / seen.requests();
        errors += NEW_ERRORS_WEIGHT * (failing - errors);
        loadMillis = loadPenalty.offer(Score.loadPenalty(load));
        errorMillis = errorPenalty.offer(errors < NOISE ? 0 : ALL_FAIL_MILLIS * errors);
        kept = spill.offer(load, marks);
        this.begun = begun;
        hasRoom = load < marks.low();
    }

    /** Smoothed; negative if nothing was observed yet. */
    double load() {
        return load;
    }

    Condition condition() {
        double share = Math.min(kept, begun);
        boolean isPressed = begun < 1 || load > Watermarks.TOO_MUCH;
        return new Condition(
                loadMillis,
                errorMillis,
                share,
                isPressed ? Condition.FAR_MILLIS : Condition.NEAR_MILLIS,
                hasRoom && share >= 1,
                ejection.reason());
    }
}
