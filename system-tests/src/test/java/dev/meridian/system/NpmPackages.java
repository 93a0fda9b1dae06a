package dev.meridian.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the tests use of npm, as its lock file says, installed when it is first needed. */
public final class NpmPackages {

    static final Path FOLDER = Path.of("src/test/node").toAbsolutePath();

    private NpmPackages() {}

    /** Where a package's files are. */
    public static Path folderOf(String name) throws IOException, InterruptedException {
        Path folder = FOLDER.resolve("node_modules").resolve(name);
        if (!Files.isDirectory(folder)) {
            System.out.println(Shell.run(FOLDER, Map.of(), "npm", "ci", "--no-audit", "--no-fund"));
        }
        return folder;
    }
}
