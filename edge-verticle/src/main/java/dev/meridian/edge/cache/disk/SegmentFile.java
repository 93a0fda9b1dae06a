package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file of records. It is open while somebody holds it, and is deleted by the last holder if it was given up meanwhile.
 * All but the numbers blocks.
 */
final class SegmentFile {

    private final SegmentFiles files;
    private final FileHead head;
    private final Chain chain;
    private final AtomicInteger live = new AtomicInteger();
    private volatile long size;
    private volatile long counted;
    private int holders;
    private boolean doomed;
    private @Nullable FileChannel channel;

    SegmentFile(SegmentFiles files, FileHead head, Chain chain, long size) {
        this.files = files;
        this.head = head;
        this.chain = chain;
        this.size = size;
    }

    int id() {
        return head.id();
    }

    long salt() {
        return head.salt();
    }

    FileHead head() {
        return head;
    }

    Chain chain() {
        return chain;
    }

    Path path() {
        return files.path(id(), SegmentFiles.WHOLE);
    }

    /** Bytes that have been written to it, all of them whole records until its footer is added. */
    long size() {
        return size;
    }

    void resize(long bytes) {
        size = bytes;
    }

    /** How many objects have their metadata or their body here. */
    AtomicInteger live() {
        return live;
    }

    /** Bytes that are on its owner's account for it. Changed on the lane. */
    long counted() {
        return counted;
    }

    void count(long bytes) {
        counted = bytes;
    }

    /** Opens it and keeps it until it is released. @return whether it is still there */
    synchronized boolean hold() throws IOException {
        if (doomed) {
            return false;
        }
        if (channel == null) {
            channel = FileChannel.open(path(), StandardOpenOption.READ);
        }
        holders++;
        return true;
    }

    synchronized void release() {
        holders--;
        if (holders == 0) {
            closeChannel();
            if (doomed) {
                files.delete(this, files.path(id(), SegmentFiles.GONE));
            }
        }
    }

    private void closeChannel() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            files.close(open);
        }
    }

    /** Deletes it, now or when nobody holds it; a start in between does not find it. */
    synchronized void doom() {
        doomed = true;
        if (holders == 0) {
            files.delete(this, path());
        } else {
            files.hide(this);
        }
    }

    /** Fills the buffer from a position. */
    void read(ByteBuffer into, long position) throws IOException {
        FileChannel open;
        synchronized (this) {
            open = Objects.requireNonNull(channel, "the file is held");
        }
        Bytes.readFully(open, into, position);
    }
}
