package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import dev.meridian.functions.engine.HostCalls;
import dev.meridian.functions.engine.Program;
import dev.meridian.functions.wasm.FunctionModule;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What every isolate holds before its tenant's own script: the web platform, and the way calls are made. It is run once,
 * when the engine starts; isolates begin with a snapshot of that, so that the length of it costs them next to nothing.
 */
final class Prelude {

    private static final String KIT = "meridian:kit";
    private static final int MAXIMUM_TIMERS = 1_000;
    private static final int PAGE_BYTES = 64 << 10;
    private static final List<String> BEFORE_STREAMS = List.of("events", "text", "modules");
    private static final List<String> URL_MODULES =
            List.of("infra", "encoding", "percent-encoding", "url-state-machine", "urlencoded");
    private static final List<String> AFTER_STREAMS = List.of(
            "streams",
            "url",
            "blob",
            "http",
            "fetch",
            "crypto",
            "clone",
            "calls",
            "wasm",
            "wasi",
            "cgi",
            "programs",
            "rehearsal");

    private final byte[] snapshot;

    private Prelude(byte[] snapshot) {
        this.snapshot = snapshot;
    }

    /** Runs the prelude in an isolate of its own and keeps what came of it. */
    static Prelude prepare(V8Host v8) throws JavetException {
        V8RuntimeOptions options = new V8RuntimeOptions();
        options.setCreateSnapshotEnabled(true);
        try (V8Runtime runtime = v8.createV8Runtime(options)) {
            runtime.setLogger(SilentLogger.INSTANCE);
            runtime.getExecutor("globalThis['" + KIT + "'] = " + PreludeSource.part("kit"))
                    .setResourceName("meridian:kit")
                    .executeVoid();
            for (String part : BEFORE_STREAMS) {
                run(runtime, part, PreludeSource.part(part));
            }
            define(runtime, "contract", PreludeSource.contract());
            run(runtime, "tasks", PreludeSource.part("tasks"));
            runtime.getExecutor(PreludeSource.library("web-streams-polyfill", "dist/polyfill.es2018.min.js"))
                    .setResourceName("meridian:web-streams-polyfill")
                    .executeVoid();
            for (String module : URL_MODULES) {
                define(runtime, module, PreludeSource.library("whatwg-url", "lib/" + module + ".js"));
            }
            for (String part : AFTER_STREAMS) {
                run(runtime, part, PreludeSource.part(part));
            }
            // What awaited something has gone on meanwhile.
            runtime.getExecutor("globalThis['" + KIT + "'].rehearsed()")
                    .setResourceName("meridian:rehearsed")
                    .executeVoid();
            return new Prelude(runtime.createSnapshot());
        }
    }

    /** A CommonJS module that others require by its name. */
    private static void define(V8Runtime runtime, String name, String source) throws JavetException {
        run(runtime, name, "(kit) => kit.define('" + name + "', (module, exports, require) => {" + source + "\n})");
    }

    private static void run(V8Runtime runtime, String name, String function) throws JavetException {
        runtime.getExecutor("(" + function + "\n)(globalThis['" + KIT + "'])")
                .setResourceName("meridian:" + name)
                .executeVoid();
    }

    /** An isolate that holds the prelude, not bound to a host yet. */
    V8Runtime open(V8Host v8) throws JavetException {
        V8RuntimeOptions options = new V8RuntimeOptions();
        options.setSnapshotBlob(snapshot);
        return v8.createV8Runtime(options);
    }

    /** Binds it to its host, and takes away what script could reach it by. */
    BoundPrelude bind(V8Runtime runtime, HostCalls calls, Program program) throws JavetException {
        try (V8ValueFunction start = runtime.getExecutor("(host, limits) => { const kit = globalThis['" + KIT
                                + "']; delete globalThis['" + KIT
                                + "']; kit.host = host; kit.limits = limits; kit.confine(); return kit.functions; }")
                        .setResourceName("meridian:bind")
                        .execute();
                V8ValueObject host = new HostFunctions(runtime, calls).object();
                V8ValueObject limits = runtime.createV8ValueObject()) {
            limits.set("timers", MAXIMUM_TIMERS);
            limits.set("response", program.responseBytes());
            limits.set("memory", FunctionModule.MOST_PAGES * PAGE_BYTES);
            V8ValueObject functions = start.call(null, host, limits);
            BoundPrelude bound = new BoundPrelude(runtime, functions);
            bound.environment(new JsonObject(Map.copyOf(program.environment())).encode());
            return bound;
        }
    }
}
