package dev.meridian.region.proxy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a rule's domain stands, from one look at the DNS to the next. Pure.
 *
 * <p>A verified domain that is found to lead elsewhere is served on for a time of grace: most such changes are mistakes or
 * moves half done, and taking a site down at the first sight of one would make each of them an outage. That the DNS
 * cannot be asked says nothing of the domain: it takes nothing down, and nothing ends the grace but the domain itself.
 *
 * @param status {@code verified}, {@code unverified}, or {@code verifying} where nobody could be asked yet
 * @param failingSince when a verified domain was first found to lead elsewhere; null while it does not
 * @param attempts looks in vain since the last that was not
 */
record Standing(String status, @Nullable Instant failingSince, int attempts) {

    static final String VERIFIED = "verified";
    static final Standing NEW = new Standing("unverified", null, 0);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;
    private static final int MOST_ATTEMPTS = 1_000_000;

    boolean isVerified() {
        return status.equals(VERIFIED);
    }

    Standing after(Verification seen, Instant now, Duration grace) {
        int tried = Math.min(attempts + 1, MOST_ATTEMPTS);
        return switch (seen) {
            case VERIFIED -> new Standing(VERIFIED, null, 0);
            case UNSURE -> new Standing(isVerified() ? VERIFIED : "verifying", failingSince, tried);
            case UNVERIFIED -> isVerified() ? failing(now, grace, tried) : new Standing("unverified", null, tried);
        };
    }

    private Standing failing(Instant now, Duration grace, int tried) {
        Instant since = failingSince == null ? now : failingSince;
        return since.plus(grace).isAfter(now)
                ? new Standing(VERIFIED, since, tried)
                : new Standing("unverified", null, 1);
    }

    /**
     * How long to wait before the next look: rarely at what stands well, often at what has just begun to fail or is
     * about to be set up, ever more rarely at what nobody cares for.
     *
     * @param check between looks at a verified domain
     * @param spread 0 to 1, so that rules made together are not all looked at together
     */
    Duration pause(Duration check, double spread) {
        Duration pause = isVerified()
                ? attempts == 0 ? check : check.dividedBy(4)
                : atMost(FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, MOST_DOUBLINGS)), check.multipliedBy(6));
        return Duration.ofMillis((long) (pause.toMillis() * (0.9 + 0.2 * spread)));
    }

    private static Duration atMost(Duration pause, Duration most) {
        return pause.compareTo(most) < 0 ? pause : most;
    }
}
