package dev.meridian.region.functions;

import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.functions.worker.Interpreters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this node's machine has for functions.
 *
 * @param sandbox what tenants' processes are held in by
 * @param installed interpreters of heavy functions
 * @param bundler for light ones that import packages
 */
record Machine(Sandbox sandbox, List<HeavyRuntime> installed, Optional<Bundler> bundler) {

    /**
     * Blocks.
     *
     * @param tools folder for programs of ours that tenants' processes run
     */
    static Machine look(boolean isIsolationRequired, Path tools) throws IOException {
        Sandbox sandbox = Sandbox.find(isIsolationRequired);
        return new Machine(sandbox, Interpreters.find(sandbox), Bundler.find(tools));
    }

    List<AppRuntime> runtimes() {
        List<AppRuntime> all = new ArrayList<>(List.of(AppRuntime.LIGHT));
        installed.forEach(runtime -> all.add(AppRuntime.of(runtime)));
        return all;
    }

    Optional<AppRuntime> runtime(String id) {
        return runtimes().stream().filter(runtime -> runtime.id().equals(id)).findFirst();
    }

    /** What has Node.js and npm. */
    Optional<BuildCommands.Tools> node() {
        return installed.stream()
                .filter(runtime -> runtime.language() == HeavyRuntime.Language.NODE)
                .findFirst()
                .map(runtime -> new BuildCommands.Tools(runtime.needs(), List.of(runtime.program())));
    }

    Optional<HeavyRuntime> heavy(String id) {
        return installed.stream().filter(runtime -> runtime.id().equals(id)).findFirst();
    }
}
