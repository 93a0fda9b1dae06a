package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Locker;
import com.caoccao.javet.interop.V8Runtime;
import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.HostCalls;
import dev.meridian.functions.engine.Isolate;
import dev.meridian.functions.engine.Program;
import dev.meridian.functions.engine.Session;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One V8 isolate with its bound prelude. */
final class JavetIsolate implements Isolate {

    /** What the heap may grow beyond its limit, so that V8 can unwind the script instead of aborting the process. */
    private static final long UNWINDING_BYTES = 64L << 20;

    private static final Memory NOTHING = new Memory(0, 0);

    private final V8Runtime runtime;
    private final Program program;
    private final HostCalls calls;
    private final Prelude prelude;
    private final CodeCache code;
    private final ModuleFiles files;
    private @Nullable BoundPrelude bound;
    private @Nullable EntryModule entry;

    JavetIsolate(V8Runtime runtime, Program program, HostCalls calls, Prelude prelude, CodeCache code) {
        this.runtime = runtime;
        this.program = program;
        this.calls = calls;
        this.prelude = prelude;
        this.code = code;
        files = new ModuleFiles(program.directory());
        runtime.setNearHeapLimitCallback(this::heapIsFull);
    }

    @Override
    public Session enter() throws EngineFailure {
        try {
            return new JavetSession(this, runtime.getV8Locker());
        } catch (JavetException closed) {
            throw new EngineFailure("The isolate cannot be entered", closed);
        }
    }

    @Override
    public void terminate() {
        runtime.terminateExecution();
    }

    @Override
    public CompletableFuture<Memory> memory() {
        return runtime.getV8HeapStatistics()
                .thenApply(
                        heap -> heap == null ? NOTHING : new Memory(heap.getUsedHeapSize(), heap.getExternalMemory()));
    }

    @Override
    public void close() {
        try (V8Locker locker = runtime.getV8Locker()) {
            if (locker.isLocked()) {
                closeHandles();
            }
        } catch (JavetException unusable) {
            SilentLogger.INSTANCE.error("An isolate's handles could not be closed", unusable);
        }
        try {
            runtime.close(true);
        } catch (JavetException unusable) {
            SilentLogger.INSTANCE.error("An isolate could not be closed", unusable);
        }
    }

    /** The prelude in this isolate, bound on first use. */
    BoundPrelude prelude() throws JavetException {
        BoundPrelude ready = bound;
        if (ready == null) {
            ready = prelude.bind(runtime, calls, program);
            bound = ready;
            runtime.setV8ModuleResolver(new ModuleResolver(files, code, ready));
        }
        return ready;
    }

    EntryModule entry() throws JavetException {
        EntryModule ready = entry;
        if (ready == null) {
            ready = new EntryModule(runtime, prelude(), files, code, program.entrypoint());
            entry = ready;
        }
        return ready;
    }

    private void closeHandles() throws JavetException {
        if (entry != null) {
            entry.close();
        }
        if (bound != null) {
            bound.close();
        }
        runtime.removeV8Modules(true);
    }

    private long heapIsFull(long current, long initial) {
        calls.heapIsFull();
        runtime.terminateExecution();
        return current + UNWINDING_BYTES;
    }
}
