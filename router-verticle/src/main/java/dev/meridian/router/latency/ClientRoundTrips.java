package dev.meridian.router.latency;

/** What was measured between networks of clients and sites. Safe for use by many threads. */
@FunctionalInterface
public interface ClientRoundTrips {

    /** Where nothing was measured. */
    ClientRoundTrips NONE = (network, site) -> Measured.NOTHING;

    /**
     * @param network as {@link dev.meridian.core.net.IpAddress#network} has it
     * @param site site code
     */
    Measured between(long network, String site);

    /**
     * @param millis mean, with later samples weighing more
     * @param samples how many it rests on, old ones counting less; 0 if nothing was measured
     */
    record Measured(double millis, double samples) {

        public static final Measured NOTHING = new Measured(0, 0);
    }
}
