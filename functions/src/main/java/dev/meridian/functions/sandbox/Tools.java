package dev.meridian.functions.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a sandbox is made of; each may be absent.
 *
 * @param filter program of system calls for bubblewrap
 */
record Tools(
        Optional<Path> bwrap, Optional<Path> setpriv, Optional<Path> prlimit, Optional<Path> filter, boolean isRoot) {

    static Tools find() {
        return new Tools(program("bwrap"), program("setpriv"), program("prlimit"), Optional.empty(), runsAsRoot());
    }

    /** With a file that bubblewrap takes its system call filter from. */
    Tools filtering(Optional<Path> file) {
        return new Tools(bwrap, setpriv, prlimit, file, isRoot);
    }

    private static Optional<Path> program(String name) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator, -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder).resolve(name);
            if (file.isAbsolute() && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static boolean runsAsRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException noProcessFiles) {
            return false;
        }
    }
}
