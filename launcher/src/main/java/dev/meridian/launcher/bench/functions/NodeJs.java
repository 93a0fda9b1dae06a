package dev.meridian.launcher.bench.functions;

import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The Node.js that is installed, with its own {@code http.createServer}. */
final class NodeJs {

    private NodeJs() {}

    static Optional<Path> installed() {
        Optional<Path> program = Programs.find("node");
        if (program.isEmpty()) {
            System.out.println("  node is missing: it is not installed (Debian: apt-get install nodejs)");
        }
        return program;
    }

    static Contender start(Path program, Path folder, int port) throws IOException, InterruptedException {
        Path code = Files.writeString(folder.resolve("main.mjs"), Handlers.node(port));
        return Contender.start("Node.js", port, folder, List.of(program.toString(), code.toString()));
    }
}
