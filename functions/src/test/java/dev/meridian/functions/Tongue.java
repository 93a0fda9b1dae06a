package dev.meridian.functions;

import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.functions.worker.Interpreters;
import dev.meridian.functions.worker.WorkerSettings;
import dev.meridian.functions.worker.Workers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The runtimes that answer alike, each with its own way to say the same. */
enum Tongue {
    EDGE,
    NODE,
    PYTHON;

    String pick(String script, String python) {
        return this == PYTHON ? python : script;
    }

    String entrypoint() {
        return this == PYTHON ? "main.py" : "main.js";
    }

    /** How a call is made whose response is taken as it comes. */
    interface Streaming {
        Future<Outcome> invoke(Launch launch, Invocation invocation, ResponseSink sink);
    }

    /** Functions of this runtime, and what ends what runs them. */
    record Running(Tongue tongue, Functions functions, Streaming streaming, Supplier<Future<Void>> end) {

        Launch launch(String script, String python) {
            return launch(script, python, Limits.DEFAULT);
        }

        Launch launch(String script, String python, Limits limits) {
            return functions.launch(
                    Map.of(tongue.entrypoint(), tongue.pick(script, python)), tongue.entrypoint(), limits);
        }
    }

    Running start(Vertx vertx, Path directory, Sandbox sandbox) {
        Path root = directory.resolve("artefacts-" + this);
        if (this == EDGE) {
            FunctionHosts hosts = Functions.await(FunctionHosts.start(
                    vertx, HostSettings.defaults(directory.resolve("home")), new Confines(sandbox, root)));
            return new Running(this, new Functions(root, hosts), hosts::invoke, hosts::close);
        }
        List<HeavyRuntime> installed = Interpreters.find(sandbox);
        Workers workers = Functions.await(Workers.start(vertx, WorkerSettings.defaults(sandbox, true), installed));
        String id = installed.stream()
                .map(HeavyRuntime::id)
                .filter(name -> name.startsWith(this == NODE ? "node-" : "python-"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The tests need Node.js and Python 3"));
        return new Running(this, new Functions(root, workers::invoke, id), workers::invoke, workers::close);
    }
}
