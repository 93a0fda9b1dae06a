package dev.meridian.core.purge;

import java.time.Duration;

/**
 * Where purges and their receipts cross the event plane, and how long a region's word is good.
 *
 * <p>An edge serves what a region owns without asking only while it has the region's word that no purge was missed. A
 * region waits for an edge's confirmation until any word that it gave before the purge has run out. So once a receipt is
 * written, no edge serves the purged version as fresh: those that confirmed have dropped it, all others ask first.
 */
public final class PurgePlane {

    /** Where regions publish {@link dev.meridian.proto.cache.v1.Purge}. */
    public static final String PURGES = "cache.purge";

    /** Where edges publish {@link dev.meridian.proto.cache.v1.PurgeReceipt}. */
    public static final String RECEIPTS = "cache.receipt";

    /** For how long a region's word is good, from the moment at which the edge asked for it, by the edge's own clock. */
    public static final Duration WORD = Duration.ofSeconds(3);

    /** How often edges ask. */
    public static final Duration ASKING = Duration.ofMillis(500);

    /** A word's length, and a little for clocks that run apart and for timers that fire late at an edge. */
    public static final Duration RECEIPT_MOST = WORD.plusMillis(100);

    /** Segments that a purged prefix may have. */
    public static final int DEEPEST_PREFIX = 32;

    private PurgePlane() {}
}
