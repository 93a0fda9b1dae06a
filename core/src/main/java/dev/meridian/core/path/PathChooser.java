package dev.meridian.core.path;

import dev.meridian.core.path.Step.Reason;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the way to one peer. Asked a few times a second with what is known; whoever asks carries the step out.
 *
 * <p>A way through another node is always tried beside the one in force before it is adopted, so that nothing depends on
 * an estimate. While the present way works, another must be better by the margin for {@link #HOLD}, as estimated, and
 * then as measured. A way that failed is left at once, and set aside for longer each time. The direct link is taken
 * again when it is about as good: it burdens nobody else. One that went down and up must stay up for a while that doubles.
 *
 * <p>Not safe for several threads.
 */
public final class PathChooser {

    /** Two windows of pings. */
    static final Duration HOLD = Duration.ofSeconds(2);

    static final long LEAST_MARGIN_NANOS = Duration.ofMillis(10).toNanos();
    static final double MARGIN = 0.15;

    private static final long TRIAL_NANOS = Duration.ofMillis(3_500).toNanos();
    private static final long FORGIVEN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long HURRY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long CALM_NANOS = Duration.ofMinutes(5).toNanos();
    private static final int DOUBLINGS_MOST = 5;

    /**
     * What is known at a moment.
     *
     * @param direct the direct link
     * @param present the way in force; the direct link where it is that
     * @param tried the way that is tried; without meaning while none is
     * @param mayCarry whether a node may be gone through
     * @param candidates the best that may carry
     */
    public record Sight(
            Link direct, Link present, Link tried, Predicate<String> mayCarry, List<Candidate> candidates) {}

    private final SetAside aside = new SetAside();
    private final Since directAlive = new Since();
    private final Since directDown = new Since();
    private final Since directAsGood = new Since();
    private final Since better = new Since();
    private final Since carried = new Since();
    private final Since tried = new Since();
    private final Since triedAlive = new Since();
    private @Nullable String via;
    private @Nullable String trial;
    private int directFailures;
    private boolean directWasAlive;

    /** Whether a direct link costs so little that nothing can be better by the margin. */
    public static boolean isUnbeatable(Link direct) {
        return direct instanceof Link.Alive(LinkQuality quality) && quality.costNanos() <= LEAST_MARGIN_NANOS;
    }

    /** The node in between, as last decided; empty for the direct link. */
    public Optional<String> via() {
        return Optional.ofNullable(via);
    }

    /** Whether nothing is to be decided in a hurry: the direct link is in force, and is as it has been for a while. */
    public boolean isCalm(long now, Link direct) {
        boolean unchanged = direct instanceof Link.Alive ? directWasAlive : directDown.heldFor(HURRY_NANOS, now);
        return via == null && trial == null && unchanged;
    }

    /** @param now of a monotonic clock */
    public Step look(long now, Sight sight) {
        watchDirect(now, sight.direct);
        boolean lost = !(sight.present instanceof Link.Alive);
        boolean unusable = via != null && !sight.mayCarry.test(via);
        if (via != null && (lost || unusable) && sight.direct instanceof Link.Alive) {
            if (lost) {
                aside.failed(via, now);
            }
            return goDirect(lost ? Reason.DOWN : Reason.NOT_USABLE);
        }
        if (trial != null) {
            return judge(trial, now, sight, lost, unusable);
        }
        if (via == null) {
            return onDirect(now, sight);
        }
        return onVia(via, now, sight, lost || unusable);
    }

    /** Counts how often it went down, for how long it must stay up to be trusted again. */
    private void watchDirect(long now, Link direct) {
        boolean alive = direct instanceof Link.Alive;
        directAlive.note(alive, now);
        directDown.note(direct instanceof Link.Dead, now);
        if (directWasAlive && !alive) {
            directFailures++;
        } else if (directAlive.heldFor(CALM_NANOS, now)) {
            directFailures = 0;
        }
        directWasAlive = alive;
    }

    private Step onDirect(long now, Sight sight) {
        Optional<Candidate> best = best(now, sight);
        return switch (sight.direct) {
            case Link.Connecting connecting -> new Step.Stay();
            case Link.Dead dead -> best.map(it -> begin(it, now)).orElseGet(Step.Stay::new);
            case Link.Alive(LinkQuality quality) -> tryIfBetter(best, quality, now);
        };
    }

    private Step onVia(String node, long now, Sight sight, boolean mustLeave) {
        Optional<Candidate> best = best(now, sight);
        if (!(sight.present instanceof Link.Alive(LinkQuality quality)) || mustLeave) {
            carried.reset();
            return best.map(it -> begin(it, now)).orElseGet(Step.Stay::new);
        }
        carried.note(true, now);
        if (carried.heldFor(FORGIVEN_NANOS, now)) {
            aside.forgive(node);
        }
        directAsGood.note(sight.direct instanceof Link.Alive(LinkQuality direct) && isAsGood(direct, quality), now);
        long needed = HOLD.toNanos() << Math.clamp(directFailures - 1, 0, DOUBLINGS_MOST);
        if (directAsGood.heldFor(needed, now) && directAlive.heldFor(needed, now)) {
            return goDirect(Reason.RETURN);
        }
        return tryIfBetter(best, quality, now);
    }

    private Step tryIfBetter(Optional<Candidate> best, LinkQuality present, long now) {
        better.note(
                best.filter(it -> isBetter(it.costNanos(), present.costNanos())).isPresent(), now);
        return better.heldFor(HOLD.toNanos(), now)
                ? best.map(it -> begin(it, now)).orElseGet(Step.Stay::new)
                : new Step.Stay();
    }

    private Step judge(String node, long now, Sight sight, boolean lost, boolean unusable) {
        boolean late = tried.heldFor(TRIAL_NANOS, now);
        if (!sight.mayCarry.test(node)) {
            return giveUp(node);
        }
        return switch (sight.tried) {
            case Link.Connecting connecting -> late ? failed(node, now) : new Step.Stay();
            case Link.Dead dead -> failed(node, now);
            case Link.Alive(LinkQuality quality) -> {
                triedAlive.note(true, now);
                if (lost || unusable) {
                    yield replace(node, now, lost);
                }
                if (!triedAlive.heldFor(HOLD.toNanos(), now)
                        || !(sight.present instanceof Link.Alive(LinkQuality present))) {
                    yield new Step.Stay();
                }
                yield isBetter(quality.costNanos(), present.costNanos())
                        ? adopt(node, Reason.FASTER)
                        : failed(node, now);
            }
        };
    }

    private Optional<Candidate> best(long now, Sight sight) {
        return sight.candidates.stream()
                .filter(it -> !it.node().equals(via) && sight.mayCarry.test(it.node()) && !aside.has(it.node(), now))
                .min(Comparator.comparingLong(Candidate::costNanos));
    }

    private Step begin(Candidate candidate, long now) {
        trial = candidate.node();
        better.reset();
        triedAlive.reset();
        tried.reset();
        tried.note(true, now);
        return new Step.Try(candidate.node());
    }

    private Step replace(String node, long now, boolean lost) {
        if (lost && via != null) {
            aside.failed(via, now);
        }
        return adopt(node, lost ? Reason.DOWN : Reason.NOT_USABLE);
    }

    private Step adopt(String node, Reason reason) {
        via = node;
        trial = null;
        carried.reset();
        directAsGood.reset();
        return new Step.Adopt(node, reason);
    }

    private Step failed(String node, long now) {
        aside.failed(node, now);
        return giveUp(node);
    }

    private Step giveUp(String node) {
        trial = null;
        return new Step.GiveUp(node);
    }

    private Step goDirect(Reason reason) {
        via = null;
        better.reset();
        carried.reset();
        return new Step.GoDirect(reason);
    }

    static boolean isBetter(long costNanos, long thanNanos) {
        return costNanos + marginNanos(thanNanos) < thanNanos;
    }

    /** Half of the margin worse is as good: between that and the whole margin neither of two ways is left for the other. */
    private static boolean isAsGood(LinkQuality direct, LinkQuality present) {
        return direct.costNanos() < present.costNanos() + marginNanos(direct.costNanos()) / 2;
    }

    private static long marginNanos(long costNanos) {
        return Math.max(LEAST_MARGIN_NANOS, (long) (MARGIN * costNanos));
    }

    /** Since when something has been so without a break. */
    private static final class Since {

        private boolean holds;
        private long began;

        void note(boolean now, long nanos) {
            if (now && !holds) {
                began = nanos;
            }
            holds = now;
        }

        void reset() {
            holds = false;
        }

        boolean heldFor(long duration, long nanos) {
            return holds && nanos - began >= duration;
        }
    }
}
