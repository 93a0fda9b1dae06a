package dev.meridian.router.route;

/**
 * How a node has fared, as far as planning cares. What changes here changes slowly and in steps, lest clients go to and
 * fro; see {@link dev.meridian.router.health.Conditions}.
 *
 * @param errorMillis what its failures add to its score
 * @param bearable while it has too much to do, or starts: clients are sent far
 * @param even while it has more to do than most: clients are sent where it is hardly farther
 * @param ejection why it is not asked for a while; empty if it is
 */
public record Condition(double errorMillis, Shares bearable, Shares even, String ejection) {

    /**
     * Parts of the networks of clients, 0 to 1.
     *
     * @param kept of its own, where others have room
     * @param taken of what others have too much of
     */
    public record Shares(double kept, double taken) {

        public static final Shares ALL = new Shares(1, 1);
    }

    /** Nothing is known against it. */
    public static final Condition GOOD = new Condition(0, Shares.ALL, Shares.ALL, "");
}
