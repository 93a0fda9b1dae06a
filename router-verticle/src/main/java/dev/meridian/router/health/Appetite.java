package dev.meridian.router.health;

import dev.meridian.router.route.Condition;

/**
 * How many clients a node takes: of its own a share, and when it takes all of these, a share of those that others have too
 * many of. One number from 0 to 2 that falls bit by bit while the node is above its high watermark and rises while it is
 * below its low one; between them nothing moves. As only the excess goes elsewhere, and nobody takes more than a little at
 * a time, load does not slosh to and fro between neighbours. Not safe for several threads.
 *
 * @see Watermarks
 */
final class Appetite {

    private static final double MOST = 2;
    private static final double LEAST = 0.05;

    /** Part of the excess that is given away in a window: less than all, since load is told late. */
    private static final double GIVEN = 0.4;

    private static final double TAKEN = 0.02;

    private double appetite = MOST;

    /** @param load smoothed, 0 to 1 */
    void observe(double load, Watermarks marks) {
        if (load > marks.high()) {
            appetite = Math.max(LEAST, appetite - GIVEN * (load - marks.high()) / load);
        } else if (load < marks.low()) {
            appetite = Math.min(MOST, appetite + TAKEN);
        }
    }

    Condition.Shares shares() {
        return new Condition.Shares(Math.min(1, appetite), Math.max(0, appetite - 1));
    }
}
