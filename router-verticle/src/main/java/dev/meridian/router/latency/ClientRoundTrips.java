package dev.meridian.router.latency;

/** What was measured between networks of clients and sites. Safe for use by many threads. */
@FunctionalInterface
public interface ClientRoundTrips {

    /** Where nothing was measured. */
    ClientRoundTrips NONE = network -> Measurements.NONE;

    /** @param network as {@link dev.meridian.core.net.IpAddress#network} has it */
    Measurements of(long network);

    /** What was measured to one network of clients. */
    @FunctionalInterface
    interface Measurements {

        Measurements NONE = site -> Measured.NOTHING;

        /** @param site site code */
        Measured to(String site);
    }

    /**
     * @param millis mean, with later samples weighing more
     * @param samples how many it rests on, old ones counting less; 0 if nothing was measured
     */
    record Measured(double millis, double samples) {

        public static final Measured NOTHING = new Measured(0, 0);
    }
}
