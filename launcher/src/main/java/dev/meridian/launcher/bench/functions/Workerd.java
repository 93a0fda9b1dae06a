package dev.meridian.launcher.bench.functions;

import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.NpmPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Cloudflare's workerd: with one worker, or with one that loads others as they are asked for. */
final class Workerd {

    static final String COMPATIBLE = "2026-01-01";

    private static final String VERSION = "1.20261117.1";
    private static final String NAME = "workerd " + VERSION;

    private Workerd() {}

    static Optional<Path> install(NpmPrograms npm) throws IOException, InterruptedException {
        return npm.install("workerd", VERSION, "@cloudflare/workerd-*/bin/workerd");
    }

    static Contender warm(Path program, Path folder, int port) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("main.js"), Handlers.WEB);
        return start(program, folder, port, "main.js", "");
    }

    /** Its dynamic worker loader: every host name is a worker of its own. */
    static Contender loading(Path program, Path folder, int port) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("code.js"), Handlers.WEB);
        Files.writeString(folder.resolve("loader.js"), Handlers.LOADER);
        return start(program, folder, port, "loader.js", """
                bindings = [
                  (name = "LOADER", workerLoader = (id = "bench")),
                  (name = "CODE", text = embed "code.js")
                ],""");
    }

    private static Contender start(Path program, Path folder, int port, String module, String bindings)
            throws IOException, InterruptedException {
        Path configuration =
                Files.writeString(folder.resolve("workerd.capnp"), """
                using Workerd = import "/workerd/workerd.capnp";
                const config :Workerd.Config = (
                  services = [(name = "main", worker = (
                    %3$s
                    modules = [(name = "%2$s", esModule = embed "%2$s")],
                    compatibilityDate = "%4$s"
                  ))],
                  sockets = [(name = "http", address = "127.0.0.1:%1$d", http = (), service = "main")]
                );
                """.formatted(port, module, bindings, COMPATIBLE));
        return Contender.start(
                NAME, port, folder, List.of(program.toString(), "serve", "--experimental", configuration.toString()));
    }
}
