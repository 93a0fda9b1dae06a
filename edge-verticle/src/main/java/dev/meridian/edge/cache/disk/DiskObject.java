package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stored object that is being read. Its file stays as it is until {@link #close}, evicted or not, so each one must be
 * closed. Whole or in part, the body is read any number of times by any thread.
 *
 * <p>A body that turns out to be damaged, or that cannot be read, fails the read with an {@code IOException}; a damaged
 * object is not found again.
 */
public final class DiskObject {

    /** The longest piece that is read at once. */
    public static final int PIECE = 4 * BlockSums.BLOCK;

    private final Reader reader;
    private final Slot slot;
    private final RecordHead head;
    private final SegmentFile file;
    private final AtomicBoolean closed = new AtomicBoolean();

    DiskObject(Reader reader, Slot slot, RecordHead head, SegmentFile file) {
        this.reader = reader;
        this.slot = slot;
        this.head = head;
        this.file = file;
    }

    public Buffer metadata() {
        return head.metadata();
    }

    /** Length of the body. */
    public long length() {
        return head.body().length();
    }

    /** Changes with the metadata; see {@link DiskCache#refresh}. */
    public long version() {
        return slot.sequence();
    }

    /**
     * Reads a piece of the body.
     *
     * @param most bytes wanted; the piece is as long, unless it would be longer than {@link #PIECE} or go past the end
     */
    public Future<Buffer> read(long position, long most) {
        int wanted = (int) Math.min(PIECE, within(position, most));
        return reader.read(slot, () -> head.body().read(file, position, wanted));
    }

    private long within(long position, long most) {
        if (position < 0 || position > length() || most < 0) {
            throw new IndexOutOfBoundsException(
                    most + " bytes at " + position + " of a body of " + length() + " bytes");
        }
        return Math.min(most, length() - position);
    }

    /** Writes a part of the body, as fast as it is taken; does not end the stream. Called on the sink's context. */
    public Future<Void> pipe(WriteStream<Buffer> sink, long position, long most) {
        return new Pump(this, sink, position, within(position, most)).run();
    }

    /** Lets go of the file. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            reader.release(file);
        }
    }
}
