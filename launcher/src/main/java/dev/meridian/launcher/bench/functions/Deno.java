package dev.meridian.launcher.bench.functions;

import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.NpmPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Deno with {@code Deno.serve}, which may use the network and nothing else. */
final class Deno {

    private static final String VERSION = "2.9.6";

    private Deno() {}

    static Optional<Path> install(NpmPrograms npm) throws IOException, InterruptedException {
        return npm.install("deno", VERSION, "@deno/*/deno");
    }

    static Contender start(Path program, Path folder, int port) throws IOException, InterruptedException {
        Path code = Files.writeString(folder.resolve("main.js"), Handlers.deno(port));
        return Contender.start(
                "Deno " + VERSION,
                port,
                folder,
                List.of(program.toString(), "run", "--no-prompt", "--no-config", "--allow-net", code.toString()));
    }
}
