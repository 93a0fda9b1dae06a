package dev.meridian.functions.engine.v8;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import dev.meridian.functions.engine.Engine;
import dev.meridian.functions.engine.EngineFailure;
import dev.meridian.functions.engine.HostCalls;
import dev.meridian.functions.engine.Isolate;
import dev.meridian.functions.engine.Program;
import dev.meridian.functions.wasm.FunctionModule;
import java.io.File;
import java.nio.file.Path;

/** V8 in this process. Heap size is a property of the process: the first engine opened fixes it. */
public final class JavetEngine implements Engine {

    private static final int MOST_TABLE_ELEMENTS = 1_000_000;

    // The snapshot is our own, made in this process: that it is whole need not be found out for each isolate. Garbage
    // is
    // collected by the thread whose script made it: on its account, and with no more than one processor. With loops
    // optimised on another thread while they run, V8 14.7 loses requests to terminate them for ever.
    private static final String FLAGS = "--wasm-max-mem-pages=" + FunctionModule.MOST_PAGES + " --wasm-max-table-size="
            + MOST_TABLE_ELEMENTS + " --no-verify-snapshot-checksum --single-threaded-gc --no-concurrent-osr";

    /** Neither does script become machine code, nor is there WebAssembly: what most attacks on an engine begin with. */
    private static final String INTERPRETING = " --jitless";

    private static final long MOST_CODE_BYTES = 64L << 20;

    private final V8Host v8;
    private final Prelude prelude;
    private final BlankIsolates blanks;
    private final CodeCache code = new CodeCache(MOST_CODE_BYTES);

    private JavetEngine(V8Host v8, Prelude prelude) {
        this.v8 = v8;
        this.prelude = prelude;
        this.blanks = BlankIsolates.start(v8, prelude);
    }

    /**
     * Loads V8 with a heap limit for every isolate. The native library is taken from {@code library}, a directory that
     * holds it already. Call on the main thread: V8 wants its first isolate there.
     *
     * @param isCompiling whether script may become machine code; else it is interpreted, and there is no WebAssembly
     */
    public static JavetEngine start(Path library, int heapMiB, boolean isCompiling) throws EngineFailure {
        JavetLibLoader.setLibLoadingListener(new Extracted(library.toFile()));
        V8RuntimeOptions.V8_FLAGS.setMaxHeapSize(heapMiB).setCustomFlags(isCompiling ? FLAGS : FLAGS + INTERPRETING);
        try {
            V8Host v8 = V8Host.getV8Instance();
            if (!v8.isLibraryLoaded()) {
                throw new EngineFailure("V8 could not be loaded from " + library, v8.getLastException());
            }
            try (V8Runtime first = v8.createV8Runtime()) {
                first.allowEval(false);
            }
            return new JavetEngine(v8, Prelude.prepare(v8));
        } catch (JavetException refused) {
            throw new EngineFailure("V8 did not start", refused);
        }
    }

    /** The file that {@link #start} expects in its directory, and under which the class path holds it. */
    public static String libraryFile() throws EngineFailure {
        try {
            return new File(new JavetLibLoader(JSRuntimeType.V8).getResourceFileName()).getName();
        } catch (JavetException unsupported) {
            throw new EngineFailure("There is no V8 for this operating system and processor", unsupported);
        }
    }

    @Override
    public String name() {
        return "V8 (Javet " + v8.getJavetVersion() + ")";
    }

    @Override
    public Isolate open(Program program, HostCalls calls) throws EngineFailure {
        try {
            V8Runtime runtime = blanks.take();
            runtime.allowEval(false);
            runtime.setLogger(SilentLogger.INSTANCE);
            // What nobody awaits is nobody's to hear of.
            runtime.setPromiseRejectCallback((event, promise, reason) -> {});
            return new JavetIsolate(runtime, program, calls, prelude, code);
        } catch (JavetException refused) {
            throw new EngineFailure("V8 opened no isolate", refused);
        }
    }

    private record Extracted(File directory) implements IJavetLibLoadingListener {
        @Override
        public File getLibPath(JSRuntimeType type) {
            return directory;
        }

        @Override
        public boolean isDeploy(JSRuntimeType type) {
            return false;
        }
    }
}
