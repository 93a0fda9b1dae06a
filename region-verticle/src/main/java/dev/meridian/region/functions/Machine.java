package dev.meridian.region.functions;

import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.functions.worker.Interpreters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this node's machine has for functions.
 *
 * @param sandbox what tenants' processes are held in by
 * @param installed interpreters of heavy functions
 */
record Machine(Sandbox sandbox, List<HeavyRuntime> installed) {

    /** Blocks. */
    static Machine look(boolean isIsolationRequired) {
        Sandbox sandbox = Sandbox.find(isIsolationRequired);
        return new Machine(sandbox, Interpreters.find(sandbox));
    }

    List<AppRuntime> runtimes() {
        List<AppRuntime> all = new ArrayList<>(List.of(AppRuntime.LIGHT));
        installed.forEach(runtime -> all.add(AppRuntime.of(runtime)));
        return all;
    }

    Optional<AppRuntime> runtime(String id) {
        return runtimes().stream().filter(runtime -> runtime.id().equals(id)).findFirst();
    }

    Optional<HeavyRuntime> heavy(String id) {
        return installed.stream().filter(runtime -> runtime.id().equals(id)).findFirst();
    }
}
