package dev.meridian.edge.purge;

import java.util.HashMap;
import java.util.Map;

/**
 * Which purge of each region came last, and whether that is as far as the region has come. Used on one context.
 *
 * <p>A region's word is good until its next one: it can only have come further. If it says less than was heard before its
 * last word, its database was set back, and what was cached since is of a past that never was.
 */
final class PurgeSequence {

    /** How a purge stands to those before it. */
    enum Verdict {
        /** The next one, or the first that this node ever heard of its region. */
        NEXT,
        /** Heard before, or overtaken by one that made up for it. */
        LATE,
        /** One or more before it were missed. */
        GAP
    }

    /** How a region's word of its last purge stands to what was heard of it. */
    enum Standing {
        /** Nothing was missed. */
        LEVEL,
        /** Purges were missed, or are still on their way. */
        BEHIND,
        /** Nothing is known of what came before, or it does not count any more. */
        ASTRAY
    }

    /** @param assured up to which purge none was missed, by the region's own word; -1 before there was one */
    private record Last(String epoch, long sequence, long assured) {}

    private final Map<String, Last> byRegion = new HashMap<>();

    Verdict hear(String region, String epoch, long sequence) {
        Last last = byRegion.get(region);
        if (last == null) {
            byRegion.put(region, new Last(epoch, sequence, -1));
            return Verdict.NEXT;
        }
        boolean sameEpoch = last.epoch().equals(epoch);
        if (sameEpoch && sequence <= last.sequence()) {
            return Verdict.LATE;
        }
        byRegion.put(region, new Last(epoch, sequence, sameEpoch ? last.assured() : sequence));
        return sameEpoch && sequence == last.sequence() + 1 ? Verdict.NEXT : Verdict.GAP;
    }

    Standing compare(String region, String epoch, long sequence) {
        Last last = byRegion.get(region);
        if (last == null || !last.epoch().equals(epoch) || last.assured() < 0 || sequence < last.assured()) {
            return Standing.ASTRAY;
        }
        return sequence > last.sequence() ? Standing.BEHIND : Standing.LEVEL;
    }

    /** Nothing that was heard is in doubt any more: there was no doubt, or all that it covers is gone. */
    void settle(String region, String epoch, long sequence) {
        Last last = byRegion.get(region);
        long reached = last != null && last.epoch().equals(epoch) && sequence >= last.assured()
                ? Math.max(last.sequence(), sequence)
                : sequence;
        byRegion.put(region, new Last(epoch, reached, reached));
    }
}
