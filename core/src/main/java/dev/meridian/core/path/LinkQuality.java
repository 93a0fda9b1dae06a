package dev.meridian.core.path;

import java.time.Duration;

/**
 * How good a direct link between two nodes is.
 *
 * @param roundTrip of a ping that was not held up
 * @param loss share of pings that were held up by a retransmission, 0 to 1
 */
public record LinkQuality(Duration roundTrip, double loss) {

    /** What no retransmission of Linux's TCP comes sooner than. */
    private static final long LEAST_RETRANSMISSION_NANOS =
            Duration.ofMillis(200).toNanos();

    public LinkQuality {
        if (roundTrip.isNegative() || !(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("a link takes no " + roundTrip + " and loses no share of " + loss);
        }
    }

    /**
     * What a round trip is expected to take: the time of one that goes well, and the share that is lost times the time
     * after which TCP sends again. That time is two round trips here, which stands for RFC 6298's smoothed one and four
     * deviations, and 200 ms at least.
     */
    public long costNanos() {
        long nanos = roundTrip.toNanos();
        return nanos + (long) (loss * Math.max(LEAST_RETRANSMISSION_NANOS, 2 * nanos));
    }
}
