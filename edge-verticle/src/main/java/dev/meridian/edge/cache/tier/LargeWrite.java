package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.disk.DiskWrite;
import dev.meridian.edge.cache.disk.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way to the disk, one piece at a time: full until the disk has taken the last. Never fails; what cannot be
 * stored is swallowed. Used on one context.
 */
public final class LargeWrite implements WriteStream<Buffer> {

    /** Others wait for the disk while it takes a piece, but not longer than this. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Function<DiskWrite, Future<Outcome>> committing;
    private @Nullable DiskWrite disk;
    private @Nullable Handler<Void> drained;
    private final long most;
    private Runnable refusing = () -> {};
    private boolean busy = true;
    private boolean given;
    private long taken;

    /**
     * @param most bytes that it takes
     * @param committing commits what is whole, unless a purge has covered it
     */
    LargeWrite(long most, Function<DiskWrite, Future<Outcome>> committing) {
        this.most = most;
        this.committing = committing;
    }

    void open(DiskWrite opened) {
        if (given) {
            opened.abort();
        } else {
            disk = opened;
            drain();
        }
    }

    /** Has somebody told when the rest is of no use: it is too long, or the disk too slow. */
    public void onRefusal(Runnable told) {
        refusing = told;
    }

    /** Gives it up of itself. */
    void refuse() {
        abort();
        refusing.run();
    }

    private void drain() {
        busy = false;
        Handler<Void> handler = drained;
        if (handler != null) {
            handler.handle(null);
        }
    }

    @Override
    public Future<Void> write(Buffer piece) {
        DiskWrite open = disk;
        if (open == null) {
            return Future.succeededFuture();
        }
        taken += piece.length();
        if (taken > most) {
            refuse();
            return Future.succeededFuture();
        }
        busy = true;
        return open.write(piece)
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> drain(), late -> refuse());
    }

    @Override
    public Future<Void> end() {
        DiskWrite open = disk;
        given = true;
        return open == null ? Future.succeededFuture() : committing.apply(open).mapEmpty();
    }

    /** Gives it up. */
    public void abort() {
        DiskWrite open = disk;
        given = true;
        if (open != null) {
            open.abort();
        } else {
            drain();
        }
    }

    @Override
    public boolean writeQueueFull() {
        return busy;
    }

    @Override
    public LargeWrite drainHandler(@Nullable Handler<Void> handler) {
        drained = handler;
        return this;
    }

    @Override
    public LargeWrite exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public LargeWrite setWriteQueueMaxSize(int most) {
        return this;
    }
}
