package dev.meridian.region.functions;

import dev.meridian.functions.Launch;
import dev.meridian.functions.worker.HeavyRuntime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What runs functions.
 *
 * @param id as functions name it
 * @param key language, without version
 */
record AppRuntime(String id, String key, String name, String version) {

    /** Light functions: JavaScript modules and WebAssembly in isolates, at the edge and in regions. */
    static final AppRuntime LIGHT = new AppRuntime(Launch.LIGHT_RUNTIME, "edge-js", "Edge JavaScript", "1");

    /** Heavy functions: in the home region, by what is installed there. */
    static AppRuntime of(HeavyRuntime installed) {
        return new AppRuntime(installed.id(), installed.key(), installed.name(), installed.version());
    }

    JsonObject model() {
        return new JsonObject()
                .put("$id", id)
                .put("key", key)
                .put("name", name)
                .put("version", version)
                .put("base", "")
                .put("image", "")
                .put("logo", "")
                .put("supports", new JsonArray().add("x86").add("arm64"));
    }
}
