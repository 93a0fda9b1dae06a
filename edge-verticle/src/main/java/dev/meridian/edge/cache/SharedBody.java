package dev.meridian.edge.cache;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.edge.cache.store.BodyMemory;
import dev.meridian.edge.cache.tier.LargeWrite;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes in once and goes out to any number of readers, each at its own pace.
 *
 * <p>Up to the limit it is taken in as fast as the origin gives it and kept whole, so that a slow reader stalls nobody
 * and a late one misses nothing. A body that turns out to be larger is not kept: from then on only the stretch between
 * the slowest and the fastest reader is held; the origin waits once that is as long as the limit; and when a reader then
 * waits for the origin, those furthest behind are broken off. Guarded by its own lock.
 */
final class SharedBody {

    private final Origin.Fetched fetched;
    private final Context context;
    private final long limit;
    private final Promise<Buffer> whole = Promise.promise();
    private final List<Reader> readers = new ArrayList<>();
    private final List<Buffer> slices = new ArrayList<>();
    private final @Nullable Function<SharedBody, Reader> beyond;
    private int dropped;
    private long held;
    private boolean overflowed;
    private boolean waiting;
    private boolean ended;
    private boolean failed;

    /**
     * @param context of the response, on which it is read
     * @param beginning of the body, that the response goes on from; empty for none
     * @param beyond makes a reader of what turns out to be larger than the limit; it only follows the others
     */
    SharedBody(
            Origin.Fetched fetched,
            Context context,
            long limit,
            Buffer beginning,
            @Nullable Function<SharedBody, Reader> beyond) {
        this.beyond = beyond;
        this.fetched = fetched;
        this.context = context;
        this.limit = limit;
        if (beginning.length() > 0) {
            slices.add(beginning);
            held = beginning.length();
        }
    }

    /** Begins to take the body in. */
    void begin() {
        fetched.response()
                .body()
                .handler(this::take)
                .exceptionHandler(this::fail)
                .endHandler(ignored -> end())
                .resume();
    }

    /** The body, once it has all come; fails when it broke off or is larger than the limit. */
    Future<Buffer> whole() {
        return whole.future();
    }

    /** Whether it is larger than the limit, and goes where such bodies go: meanwhile nobody else need fetch it for that. */
    synchronized boolean isKeptElsewhere() {
        return overflowed && beyond != null;
    }

    /** @return whether the reader will have the whole body; not so when its beginning is no longer held */
    synchronized boolean attach(Reader reader) {
        if (overflowed && (failed || dropped > 0)) {
            return false;
        }
        readers.add(reader);
        return true;
    }

    synchronized void detach(Reader reader) {
        readers.remove(reader);
        advance();
    }

    private void take(Buffer slice) {
        synchronized (this) {
            slices.add(slice);
            held += slice.length();
            if (held > limit) {
                follow();
                overflowed = true;
                waiting = true;
                fetched.response().body().pause();
                whole.tryFail(Problem.of(ProblemType.SERVER_ERROR, "The body is larger than what is stored."));
                advance();
            }
        }
        wake();
    }

    /** At the first overflow nothing has been dropped yet. */
    private void follow() {
        if (!overflowed && beyond != null) {
            readers.add(beyond.apply(this));
        }
    }

    private void end() {
        Buffer all = Buffer.buffer();
        synchronized (this) {
            ended = true;
            if (!overflowed) {
                all = BodyMemory.join(slices, (int) held);
            }
        }
        whole.tryComplete(all);
        wake();
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            failed = true;
        }
        whole.tryFail(cause);
        wake();
    }

    private void wake() {
        List<Reader> all;
        synchronized (this) {
            all = List.copyOf(readers);
        }
        all.forEach(Reader::wake);
    }

    /** After an overflow: forgets what all readers have passed, and lets the origin go on when there is room again. */
    private void advance() {
        if (!overflowed || failed) {
            return;
        }
        if (readers.isEmpty()) {
            failed = true;
            context.runOnContext(ignored -> fetched.cancel().run());
            return;
        }
        int slowest = readers.stream().mapToInt(reader -> reader.position).min().orElse(dropped);
        while (dropped < slowest) {
            held -= slices.removeFirst().length();
            dropped++;
        }
        if (waiting && held <= limit / 2) {
            waiting = false;
            context.runOnContext(ignored -> fetched.response().body().resume());
        } else if (waiting && readers.stream().anyMatch(this::hasCaughtUp)) {
            List<Reader> last = readers.stream()
                    .filter(reader -> reader.position == dropped && !reader.follows)
                    .toList();
            last.forEach(Reader::breakOff);
            if (!last.isEmpty()) {
                advance();
            }
        }
    }

    private boolean hasCaughtUp(Reader reader) {
        return !reader.follows && reader.position == dropped + slices.size();
    }

    /** One who reads the body to its own exchange; all but {@link #wake} happens on that exchange's context. */
    static final class Reader {

        private final SharedBody body;
        private final Context context;
        private final Runnable abort;
        private @Nullable WriteStream<Buffer> sink;
        private final boolean follows;
        private int position;
        private boolean done;

        /** @param abort breaks the reader's exchange off */
        Reader(SharedBody body, Context context, Runnable abort) {
            this(body, context, abort, false);
        }

        private Reader(SharedBody body, Context context, Runnable abort, boolean follows) {
            this.follows = follows;
            this.body = body;
            this.context = context;
            this.abort = abort;
        }

        /**
         * One for whom no other is broken off, and that is not broken off for others: it leaves by itself when its sink
         * keeps it waiting. It begins after whoever is told of the body in this turn.
         */
        static Reader following(SharedBody body, Context context, LargeWrite sink) {
            Reader reader = new Reader(body, context, sink::abort, true);
            sink.onRefusal(reader::leave);
            context.runOnContext(turn -> context.runOnContext(next -> reader.begin(sink)));
            return reader;
        }

        /** Reads from now on into a sink. */
        void begin(WriteStream<Buffer> into) {
            sink = into;
            into.drainHandler(ignored -> pump());
            pump();
        }

        void wake() {
            context.runOnContext(ignored -> pump());
        }

        /** Leaves before the end, because its exchange has ended. */
        void leave() {
            done = true;
            body.detach(this);
        }

        private void breakOff() {
            body.readers.remove(this);
            context.runOnContext(ignored -> {
                done = true;
                abort.run();
            });
        }

        private void pump() {
            WriteStream<Buffer> into = sink;
            while (into != null && !done && !into.writeQueueFull()) {
                Buffer slice;
                synchronized (body) {
                    int index = position - body.dropped;
                    if (index >= body.slices.size()) {
                        finish(into);
                        return;
                    }
                    slice = body.slices.get(index);
                    position++;
                    body.advance();
                }
                into.write(slice);
            }
        }

        private void finish(WriteStream<Buffer> into) {
            if (body.ended || body.failed) {
                done = true;
                body.readers.remove(this);
                if (body.ended) {
                    into.end();
                } else {
                    abort.run();
                }
            }
        }
    }
}
