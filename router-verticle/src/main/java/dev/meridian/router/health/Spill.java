package dev.meridian.router.health;

/**
 * Which share of its clients a node keeps: of one above its high watermark only the excess goes elsewhere, bit by bit, and
 * comes back when it is below its low one. Between them nothing moves. Not safe for several threads.
 *
 * @see Watermarks
 */
final class Spill {

    /** Part of the excess that is given away in a window: less than all, since load is told late. */
    private static final double GIVEN = 0.2;

    private static final double TAKEN_BACK = 0.02;
    private static final double SHARE_LEAST = 0.05;

    private double share = 1;

    /** @param load smoothed, 0 to 1 */
    double offer(double load, Watermarks marks) {
        if (load > marks.high()) {
            share = Math.max(SHARE_LEAST, share * (1 - GIVEN * (load - marks.high()) / load));
        } else if (load < marks.low()) {
            share = Math.min(1, share + TAKEN_BACK);
        }
        return share;
    }
}
