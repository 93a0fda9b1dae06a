package dev.meridian.router.route;

/**
 * How a node has fared, as far as planning cares. What changes here changes slowly and in steps, lest clients go to and
 * fro; see {@link dev.meridian.router.health.Conditions}.
 *
 * @param loadMillis what its load adds to its score
 * @param errorMillis what its failures add to its score
 * @param share of the networks of clients, 0 to 1, that it takes where another node may take the rest: less than 1 while
 *     it starts and while it has more than its high watermark
 * @param detourMillis how much longer the round trip of the rest may become
 * @param hasRoom whether it takes what others have too much of
 * @param ejection why it is not asked for a while; empty if it is
 */
public record Condition(
        double loadMillis, double errorMillis, double share, double detourMillis, boolean hasRoom, String ejection) {

    /** Nobody is sent farther than that for lack of room, lest all suffer for some. */
    public static final double FAR_MILLIS = 150;

    /** So much farther is no matter. */
    public static final double NEAR_MILLIS = 5;

    /** As the load says that a node has told, and nothing else. */
    public static Condition of(double load) {
        return new Condition(Score.loadPenalty(load), 0, 1, FAR_MILLIS, true, "");
    }
}
