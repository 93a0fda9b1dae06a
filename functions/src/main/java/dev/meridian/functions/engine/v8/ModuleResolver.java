package dev.meridian.functions.engine.v8;

import com.caoccao.javet.exceptions.JavetError;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IV8ModuleResolver;
import com.caoccao.javet.values.reference.IV8Module;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers V8's static imports out of the artefact. */
record ModuleResolver(ModuleFiles files, CodeCache code, BoundPrelude prelude) implements IV8ModuleResolver {

    @Override
    public String getAbsoluteResourceName(V8Runtime runtime, String name, @Nullable IV8Module referrer)
            throws JavetException {
        return referrer == null ? name : ModuleFiles.resolve(referrer.getResourceName(), name);
    }

    @Override
    public IV8Module resolve(V8Runtime runtime, String name, @Nullable IV8Module referrer) throws JavetException {
        return switch (files.find(getAbsoluteResourceName(runtime, name, referrer))) {
            case ModuleFiles.Lookup.Refused(String reason) ->
                throw new JavetException(JavetError.ModuleNotFound, Map.of("moduleName", reason));
            case ModuleFiles.Lookup.Binary(String path, byte[] bytes) ->
                WebAssemblyModule.create(runtime, prelude, path, bytes);
            case ModuleFiles.Lookup.Found(String path, String source) ->
                code.compile(runtime, files.path(path), path, source);
        };
    }
}
