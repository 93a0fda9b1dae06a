package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A few isolates that are nobody's yet, made ahead: to make one takes longer than all else of a first call. Safe for use by
 * many threads.
 */
final class BlankIsolates {

    private static final int KEPT = 4;
    private static final long PAUSE_MILLIS = 1_000;

    private final V8Host v8;
    private final Prelude prelude;
    private final BlockingQueue<V8Runtime> ready = new ArrayBlockingQueue<>(KEPT);

    private BlankIsolates(V8Host v8, Prelude prelude) {
        this.v8 = v8;
        this.prelude = prelude;
    }

    static BlankIsolates start(V8Host v8, Prelude prelude) {
        BlankIsolates blanks = new BlankIsolates(v8, prelude);
        Thread.ofPlatform().daemon().name("blank-isolates").start(blanks::make);
        return blanks;
    }

    /** One that nobody has had; it is made now where none is ready. */
    V8Runtime take() throws JavetException {
        V8Runtime blank = ready.poll();
        return blank == null ? prelude.open(v8) : blank;
    }

    private void make() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    ready.put(prelude.open(v8));
                } catch (JavetException refused) {
                    System.err.println("No isolate could be made ahead: " + refused.getMessage());
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
