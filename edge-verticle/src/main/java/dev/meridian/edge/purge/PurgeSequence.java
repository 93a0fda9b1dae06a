package dev.meridian.edge.purge;

import java.util.TreeSet;

/**
 * Which purges of one region were heard, and what a region's word says of them. Used on one context.
 *
 * <p>Purges may come late, twice, in any order or not at all. The region's word, which is read from its database, is the
 * truth: all up to its number are known once what was missed has been made up for.
 */
final class PurgeSequence {

    /** How many are remembered beyond a gap; one that is not comes again with the region's word. */
    private static final int MOST_AHEAD = 1_024;

    /** How a purge stands to those before it. */
    enum Verdict {
        /** New, and none before it is missing. */
        NEXT,
        /** New; what came before it is missing or still on its way. */
        AHEAD,
        /** Heard before. */
        KNOWN,
        /** Of a sequence that is not known. */
        STRANGE
    }

    /** What a region's word means for what is stored. */
    enum Standing {
        /** What it tells makes up for all that was missed. */
        SOUND,
        /** More was missed than it tells, or its past is not the one that was heard of. */
        BROKEN
    }

    private final TreeSet<Long> ahead = new TreeSet<>();
    private String epoch = "";
    private long reached;

    /** The same, to go its own way from now on. */
    PurgeSequence copy() {
        PurgeSequence copy = new PurgeSequence();
        copy.epoch = epoch;
        copy.reached = reached;
        copy.ahead.addAll(ahead);
        return copy;
    }

    /** Empty until there was a first word. */
    String epoch() {
        return epoch;
    }

    /** Up to which purge none was missed. */
    long reached() {
        return reached;
    }

    Verdict hear(String ofEpoch, long sequence) {
        if (!ofEpoch.equals(epoch)) {
            return Verdict.STRANGE;
        }
        if (isKnown(sequence)) {
            return Verdict.KNOWN;
        }
        if (ahead.size() < MOST_AHEAD || sequence == reached + 1) {
            ahead.add(sequence);
        }
        closeUp();
        return sequence <= reached ? Verdict.NEXT : Verdict.AHEAD;
    }

    boolean isKnown(long sequence) {
        return sequence <= reached || ahead.contains(sequence);
    }

    /**
     * @param asked up to where none was missed when the region was asked
     * @param complete whether all that came in between is told
     */
    Standing weigh(String itsEpoch, long asked, long sequence, boolean complete) {
        return itsEpoch.equals(epoch) && sequence >= asked && complete ? Standing.SOUND : Standing.BROKEN;
    }

    /** All up to a number is made up for. */
    void settle(String itsEpoch, long sequence, Standing standing) {
        if (standing == Standing.BROKEN) {
            ahead.clear();
            epoch = itsEpoch;
            reached = sequence;
            return;
        }
        reached = Math.max(reached, sequence);
        ahead.headSet(reached, true).clear();
        closeUp();
    }

    private void closeUp() {
        while (!ahead.isEmpty() && ahead.first() == reached + 1) {
            reached++;
            ahead.pollFirst();
        }
    }
}
