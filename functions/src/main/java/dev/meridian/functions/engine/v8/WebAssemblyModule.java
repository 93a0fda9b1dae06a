package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetError;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.reference.IV8Module;
import com.caoccao.javet.values.reference.V8ValueObject;
import java.util.Map;

/** A module of WebAssembly as script imports it: its default export is the {@code WebAssembly.Module}. */
final class WebAssemblyModule {

    private WebAssemblyModule() {}

    static IV8Module create(V8Runtime runtime, BoundPrelude prelude, String name, byte[] bytes) throws JavetException {
        try (V8ValueObject exports = runtime.createV8ValueObject();
                V8Value module = prelude.module(bytes)) {
            if (module instanceof V8ValueString refusal) {
                throw new JavetException(
                        JavetError.ModuleNotFound, Map.of("moduleName", name + ": " + refusal.getValue()));
            }
            exports.set("default", module);
            return runtime.createV8Module(name, exports);
        }
    }
}
