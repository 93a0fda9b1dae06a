package dev.meridian.region.functions;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What runs functions.
 *
 * @param id as functions name it
 * @param key language, without version
 */
record LightRuntime(String id, String key, String name, String version) {

    /** Light functions: JavaScript modules and WebAssembly in isolates, at the edge and in regions. */
    static final List<LightRuntime> ALL = List.of(new LightRuntime("edge-js-1", "edge-js", "Edge JavaScript", "1"));

    static Optional<LightRuntime> named(String id) {
        return ALL.stream().filter(runtime -> runtime.id().equals(id)).findFirst();
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
