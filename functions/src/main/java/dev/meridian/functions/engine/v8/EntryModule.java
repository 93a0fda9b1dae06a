package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.BaseJavetScriptingException;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.IV8ValuePromise;
import com.caoccao.javet.values.reference.V8Module;
import com.caoccao.javet.values.reference.V8ValueObject;
import com.caoccao.javet.values.reference.V8ValuePromise;
import dev.meridian.functions.engine.Session.Loading;
import dev.meridian.functions.wasm.FunctionModule;
import org.jspecify.annotations.Nullable;

/**
 * The module a program starts with. Of script: compiled, evaluated (top-level await included), its default export installed.
 * Of WebAssembly: judged and compiled; its instances are made by calls.
 */
final class EntryModule {

    private final V8Runtime runtime;
    private final BoundPrelude prelude;
    private final ModuleFiles files;
    private final CodeCache code;
    private final String entrypoint;
    private @Nullable V8Module module;
    private @Nullable V8ValuePromise evaluation;
    private Loading state = new Loading.Pending();

    EntryModule(V8Runtime runtime, BoundPrelude prelude, ModuleFiles files, CodeCache code, String entrypoint) {
        this.runtime = runtime;
        this.prelude = prelude;
        this.files = files;
        this.code = code;
        this.entrypoint = entrypoint;
    }

    Loading advance() throws JavetException {
        if (state instanceof Loading.Pending) {
            state = module == null ? evaluate() : look();
        }
        return state;
    }

    /** Closes what this holds; the modules belong to the runtime, which closes them itself. */
    void close() throws JavetException {
        if (evaluation != null) {
            evaluation.close();
        }
    }

    private Loading evaluate() throws JavetException {
        return switch (files.find(entrypoint)) {
            case ModuleFiles.Lookup.Refused(String reason) -> new Loading.Refused(reason);
            case ModuleFiles.Lookup.Binary(String name, byte[] bytes) -> webAssembly(name, bytes);
            case ModuleFiles.Lookup.Found(String name, String source) -> evaluate(name, source);
        };
    }

    private Loading webAssembly(String name, byte[] bytes) throws JavetException {
        String refusal = switch (FunctionModule.judge(bytes)) {
            case FunctionModule.Verdict.Fit(FunctionModule.Kind kind) -> prelude.program(kind, entrypoint, bytes);
            case FunctionModule.Verdict.Unfit(String reason) -> reason;
        };
        return refusal.isEmpty()
                ? new Loading.Loaded()
                : new Loading.Refused("The module " + name + " cannot be a function. " + refusal);
    }

    private Loading evaluate(String name, String source) throws JavetException {
        try {
            V8Module compiled = code.compile(runtime, files.path(name), name, source);
            module = compiled;
            if (!compiled.instantiate()) {
                return new Loading.Refused("The modules of " + name + " could not be linked");
            }
            V8Value result = compiled.evaluate(true);
            if (result instanceof V8ValuePromise promise) {
                promise.markAsHandled();
                evaluation = promise;
                return look();
            }
            result.close();
            return install();
        } catch (BaseJavetScriptingException script) {
            return new Loading.Refused(reason(script));
        }
    }

    private Loading look() throws JavetException {
        V8ValuePromise promise = evaluation;
        if (promise == null) {
            return install();
        }
        return switch (promise.getState()) {
            case IV8ValuePromise.STATE_PENDING -> state;
            case IV8ValuePromise.STATE_FULFILLED -> install();
            default -> refused(promise);
        };
    }

    private Loading refused(V8ValuePromise promise) throws JavetException {
        try (V8Value thrown = promise.getResult()) {
            return new Loading.Refused(prelude.describe(thrown));
        }
    }

    private Loading install() throws JavetException {
        V8Module loaded = module;
        if (loaded == null) {
            return new Loading.Refused("There is no module " + entrypoint);
        }
        try (V8ValueObject namespace = (V8ValueObject) loaded.getNamespace();
                V8Value exported = namespace.get("default")) {
            String refusal = prelude.install(exported);
            return refusal.isEmpty() ? new Loading.Loaded() : new Loading.Refused(refusal);
        }
    }

    private static String reason(BaseJavetScriptingException script) {
        String stack = script.getScriptingError().getStack();
        return stack == null || stack.isEmpty() ? String.valueOf(script.getMessage()) : stack;
    }
}
