package dev.meridian.edge.cache.disk;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An object that is being stored. Used by one context, which writes the body, waits for each write before the next, and
 * in the end either commits or aborts.
 *
 * <p>Nothing here fails: what cannot be stored is swallowed, and {@link #commit} says so. The body is found by nobody
 * before it is committed. A short body waits in memory; a long one goes to a file of its own as it comes.
 */
public final class DiskWrite {

    private final DiskKey key;
    private final Buffer metadata;
    private final OptionalLong announced;
    private final Claim claim;
    private final Pen pen;
    private final List<Buffer> pieces = new ArrayList<>();
    private Future<Boolean> latest = Future.succeededFuture(true);
    private @Nullable Spool spool;
    private @Nullable Refusal refusal;
    private long length;
    private long held;
    private boolean done;

    DiskWrite(DiskKey key, Buffer metadata, OptionalLong announced, Claim claim, Pen pen) {
        this.key = key;
        this.metadata = metadata;
        this.announced = announced;
        this.claim = claim;
        this.pen = pen;
    }

    /** Takes the next piece of the body; it must not be changed afterwards. Completes when there is room for another. */
    public Future<Void> write(Buffer piece) {
        if (done || refusal != null) {
            return Future.succeededFuture();
        }
        length += piece.length();
        if (length > announced.orElse(pen.largest())) {
            refuse(announced.isPresent() ? Refusal.INCOMPLETE : Refusal.TOO_LARGE);
        } else if (!pen.held().take(piece.length())) {
            refuse(Refusal.BUSY);
        } else {
            held += piece.length();
            pieces.add(piece);
            if (length > pen.inline()) {
                latest = latest.compose(ignored -> spill());
                return latest.mapEmpty();
            }
        }
        return Future.succeededFuture();
    }

    /** Not to be stored any more: nothing is left of it. */
    void refuse(Refusal reason) {
        refusal = reason;
        letGo();
    }

    private void letGo() {
        pieces.clear();
        pen.held().give(held);
        held = 0;
    }

    /** Writes what waits to the file of its own. */
    private Future<Boolean> spill() {
        List<Buffer> batch = List.copyOf(pieces);
        pieces.clear();
        long bytes = held;
        held = 0;
        long size = batch.stream().mapToLong(Buffer::length).sum();
        return opened(size)
                .compose(open -> open.isPresent() && refusal == null ? pen.spill(open.get(), batch) : nowhere())
                .otherwise(false)
                .onComplete(ignored -> pen.held().give(bytes))
                .map(written -> {
                    if (!written && refusal == null) {
                        refuse(Refusal.FAILED);
                    }
                    return written;
                });
    }

    private static Future<Boolean> nowhere() {
        return Future.succeededFuture(false);
    }

    private Future<Optional<Spool>> opened(long size) {
        Spool open = spool;
        if (open == null) {
            return pen.open(key, metadata, announced.orElse(size)).onSuccess(made -> spool = made.orElse(null));
        }
        return announced.isPresent()
                ? Future.succeededFuture(Optional.of(open))
                : pen.reserve(open, size).map(reserved -> reserved ? Optional.of(open) : Optional.empty());
    }

    /** Stores the object if its body is whole. */
    public Future<Outcome> commit() {
        if (done) {
            return Future.succeededFuture(new Outcome.NotStored(Refusal.INCOMPLETE));
        }
        if (refusal == null && announced.isPresent() && announced.getAsLong() != length) {
            refuse(Refusal.INCOMPLETE);
        }
        done = true;
        return latest.compose(ignored -> settle())
                .otherwise(failure -> pen.refused(Refusal.FAILED))
                .onComplete(ignored -> {
                    letGo();
                    pen.release(claim);
                });
    }

    private Future<Outcome> settle() {
        Spool open = spool;
        Refusal reason = refusal;
        if (reason != null) {
            return discard().map(ignored -> pen.refused(reason));
        }
        return open == null ? pen.put(key, claim, metadata, List.copyOf(pieces), length) : pen.finish(open, claim);
    }

    private Future<Boolean> discard() {
        Spool open = spool;
        return open == null ? nowhere() : pen.discard(open);
    }

    /** Gives the object up. */
    public void abort() {
        if (!done) {
            refuse(Refusal.INCOMPLETE);
            commit();
        }
    }
}
