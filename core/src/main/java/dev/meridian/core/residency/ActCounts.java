package dev.meridian.core.residency;

import dev.meridian.proto.residency.v1.ActCount;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often something was done or denied for projects with a policy, until it is taken away to be reported. Bounded: what
 * finds no room is counted as lost. Safe for use by many threads.
 */
public final class ActCounts {

    /** Different things that are counted at a time. */
    private static final int MOST = 20_000;

    private record Key(String project, Act act, long version, boolean denied) {}

    private record Tally(long count, long firstMillis, long lastMillis) {

        Tally more(long now) {
            return new Tally(count + 1, firstMillis, now);
        }
    }

    /**
     * What was counted.
     *
     * @param lost that no room was found for
     */
    public record Counted(List<ActCount> acts, long lost) {}

    private final InstantSource clock;
    private final Map<Key, Tally> tallies = new ConcurrentHashMap<>();
    private final AtomicLong lost = new AtomicLong();

    public ActCounts(InstantSource clock) {
        this.clock = clock;
    }

    /** @param version of the policy that the node goes by */
    public void add(String project, Act act, long version, boolean denied) {
        Key key = new Key(project, act, version, denied);
        if (tallies.size() >= MOST && !tallies.containsKey(key)) {
            lost.incrementAndGet();
            return;
        }
        long now = clock.millis();
        tallies.compute(key, (same, tally) -> tally == null ? new Tally(1, now, now) : tally.more(now));
    }

    /** What was counted before but could not be reported. */
    public void lose(long count) {
        lost.addAndGet(count);
    }

    /** Takes all that was counted until now. */
    public Counted take() {
        List<ActCount> taken = new ArrayList<>();
        for (Key key : tallies.keySet()) {
            tallies.computeIfPresent(key, (same, tally) -> {
                taken.add(message(key, tally));
                return null;
            });
        }
        return new Counted(taken, lost.getAndSet(0));
    }

    private static ActCount message(Key key, Tally tally) {
        return ActCount.newBuilder()
                .setProjectId(key.project())
                .setAct(Acts.message(key.act()))
                .setPolicyVersion(key.version())
                .setDenied(key.denied())
                .setCount(tally.count())
                .setFirstMillis(tally.firstMillis())
                .setLastMillis(tally.lastMillis())
                .build();
    }
}
