package dev.meridian.edge.purge;

import java.util.HashMap;
import java.util.Map;

/** Which purge of each region came last. Used on one context. */
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

    private record Last(String epoch, long sequence) {}

    private final Map<String, Last> byRegion = new HashMap<>();

    Verdict hear(String region, String epoch, long sequence) {
        Last last = byRegion.get(region);
        if (last == null) {
            byRegion.put(region, new Last(epoch, sequence));
            return Verdict.NEXT;
        }
        boolean sameEpoch = last.epoch().equals(epoch);
        if (sameEpoch && sequence <= last.sequence()) {
            return Verdict.LATE;
        }
        byRegion.put(region, new Last(epoch, sequence));
        return sameEpoch && sequence == last.sequence() + 1 ? Verdict.NEXT : Verdict.GAP;
    }
}
