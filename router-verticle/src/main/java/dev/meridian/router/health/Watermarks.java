package dev.meridian.router.health;

import java.util.OptionalDouble;

/**
 * Between which loads a node neither gives nor takes. A busy network is kept even: the high one is a fifth above the mean of
 * all, but at least one half, since below that nobody suffers, and never above what is too much for any node.
 *
 * @param high load, 0 to 1, above which a node gives clients away
 * @param low load below which it takes what others have too much of, and takes back what is its own
 */
record Watermarks(double high, double low) {

    private static final double HIGH_LEAST = 0.5;
    private static final double ABOVE_MEAN = 1.2;
    private static final double BETWEEN = 0.1;

    /** Above these a node has too much, whatever others have. */
    static final Watermarks TOO_MUCH = new Watermarks(0.85, 0.75);

    static Watermarks of(OptionalDouble meanLoad) {
        double high = Math.clamp(ABOVE_MEAN * meanLoad.orElse(0), HIGH_LEAST, TOO_MUCH.high());
        return new Watermarks(high, high - BETWEEN);
    }
}
