package dev.meridian.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The scripts in src/test/node, beside the packages that they drive. */
final class NodeScripts {

    private static final Path FOLDER = Path.of("src/test/node").toAbsolutePath();

    private NodeScripts() {}

    /**
     * What a script printed; its failure is an assertion's with that text.
     *
     * @param arguments of node
     */
    static String run(Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        install();
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        return Shell.run(FOLDER, variables, command.toArray(String[]::new));
    }

    /** Installs what the lock file names, unless that is what was installed last. */
    private static synchronized void install() throws IOException, InterruptedException {
        Path lock = FOLDER.resolve("package-lock.json");
        Path followed = FOLDER.resolve("node_modules/.meridian-lock.json");
        if (Files.exists(followed) && Files.mismatch(lock, followed) < 0) {
            return;
        }
        System.out.println(Shell.run(FOLDER, Map.of(), "npm", "ci", "--no-audit", "--no-fund"));
        Files.copy(lock, followed);
    }
}
