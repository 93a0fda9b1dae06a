package dev.meridian.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** What the tests use of npm, as its lock file says, installed when it is first needed. */
public final class NpmPackages {

    static final Path FOLDER = Path.of("src/test/node").toAbsolutePath();

    private NpmPackages() {}

    /** Where a package's files are. */
    public static Path folderOf(String name) throws IOException, InterruptedException {
        install();
        return FOLDER.resolve("node_modules").resolve(name);
    }

    /** Installs what the lock file names, unless that is what was installed last. */
    static synchronized void install() throws IOException, InterruptedException {
        Path lock = FOLDER.resolve("package-lock.json");
        Path followed = FOLDER.resolve("node_modules/.meridian-lock.json");
        if (Files.exists(followed) && Files.mismatch(lock, followed) < 0) {
            return;
        }
        System.out.println(Shell.run(FOLDER, Map.of(), "npm", "ci", "--no-audit", "--no-fund"));
        Files.copy(lock, followed, StandardCopyOption.REPLACE_EXISTING);
    }
}
