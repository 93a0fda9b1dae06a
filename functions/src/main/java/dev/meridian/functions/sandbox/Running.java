package dev.meridian.functions.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which processes run still, as Linux tells (proc(5)). Zombies have run. Every method blocks. */
final class Running {

    private static final Path PROCESSES = Path.of("/proc");

    private Running() {}

    static boolean is(ProcessHandle process) {
        return process.isAlive()
                && status(PROCESSES.resolve(String.valueOf(process.pid())))
                        .map(Running::isRunning)
                        .orElse(false);
    }

    /** Whether anything runs as the user, whoever's child it is. */
    static boolean isAnyOf(int user) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : all) {
                Optional<String> status = status(process);
                if (status.isPresent()
                        && isRunning(status.get())
                        && field(status.get(), "Uid:").equals(String.valueOf(user))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isRunning(String status) {
        String state = field(status, "State:");
        return !state.equals("Z") && !state.equals("X");
    }

    /** The first word of a line. */
    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split("\\s", 2)[0])
                .findFirst()
                .orElse("");
    }

    private static Optional<String> status(Path process) {
        try {
            return Optional.of(Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
