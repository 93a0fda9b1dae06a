package dev.meridian.edge.cache.disk;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The files of one owner, oldest first. Belongs to the lane, but for the floor. */
final class Chain {

    final String owner;
    final long hash;
    final Deque<SegmentFile> files = new ArrayDeque<>();

    /** Bytes that its files take, with what is reserved for those under way. */
    long bytes;

    /** The file that is appended to, which is also the last segment in the chain. */
    @Nullable
    ActiveSegment active;

    private volatile long floor;
    private volatile boolean erased;

    Chain(String owner) {
        this.owner = owner;
        this.hash = DiskKey.hashOfOwner(owner);
    }

    /** Objects of lower numbers have been removed. */
    long floor() {
        return floor;
    }

    synchronized void raiseFloor(long sequence) {
        floor = Math.max(floor, sequence);
    }

    /** Its files are overwritten before they are deleted, from now on. */
    void erase() {
        erased = true;
    }

    boolean isErased() {
        return erased;
    }

    boolean isEmpty() {
        return files.isEmpty() && bytes == 0;
    }
}
