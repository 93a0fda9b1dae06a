package dev.meridian.edge.cache.disk;

import dev.meridian.core.config.ConfigurationException;
import java.nio.file.Path;

/**
 * Bounds of a disk tier.
 *
 * @param folder its own; made if it is absent
 * @param bytes that its files may take together
 * @param segment bytes of the largest segment file
 * @param ownerPercent of the bytes that one owner may take
 * @param object bytes of the largest body that is stored
 * @param held bytes of bodies that may wait in memory for being written
 * @param threads that touch the disk
 */
public record DiskSettings(
        Path folder, long bytes, int segment, int ownerPercent, long object, long held, int threads) {

    private static final int FEWEST_SEGMENTS = 8;
    private static final int LARGEST_INLINE = 1 << 20;
    private static final int WAITING_FOR_A_THREAD = 256;

    public DiskSettings {
        if (segment < 64 << 10 || segment > 1 << 30) {
            throw new ConfigurationException(
                    "edge.cache.disk.segment is " + segment + " bytes; it goes from 64 KiB to 1 GiB");
        }
        if (bytes < (long) FEWEST_SEGMENTS * segment) {
            throw new ConfigurationException("edge.cache.disk.bytes is " + bytes + "; it is at least " + FEWEST_SEGMENTS
                    + " times edge.cache.disk.segment, " + segment);
        }
        if (ownerPercent < 1 || ownerPercent > 100) {
            throw new ConfigurationException(
                    "edge.cache.disk.owner is " + ownerPercent + "; it goes from 1 to 100 percent");
        }
        if (object < 1 || object > bytes / 2) {
            throw new ConfigurationException("edge.cache.disk.object is " + object
                    + " bytes; it goes from 1 to half of edge.cache.disk.bytes, " + bytes);
        }
        if (held < 1) {
            throw new ConfigurationException("edge.cache.disk.held is " + held + " bytes; it is at least 1");
        }
        if (threads < 2 || threads > 64) {
            throw new ConfigurationException("edge.cache.disk.threads is " + threads + "; it goes from 2 to 64");
        }
    }

    /** Bytes that one owner may take. */
    long ownerBytes() {
        return bytes / 100 * ownerPercent;
    }

    /** The longest body that shares a segment with others; a longer one has a file of its own. */
    int inline() {
        return Math.min(LARGEST_INLINE, segment / 4);
    }

    /** Look-ups that may wait for a thread; one more finds nothing. */
    int waiting() {
        return threads * WAITING_FOR_A_THREAD;
    }
}
