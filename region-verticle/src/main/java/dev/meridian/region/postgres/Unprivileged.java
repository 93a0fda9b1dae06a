package dev.meridian.region.postgres;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a program is run that refuses to run as root: as we are, in a user namespace of its own, or as {@code nobody}.
 * Where the system can do it, the program is told to stop when we die, however we die.
 */
enum Unprivileged {
    AS_WE_ARE,
    IN_USER_NAMESPACE,
    AS_NOBODY;

    /** In a session of its own, or Ctrl-C in a terminal would stop it before whoever still uses it. */
    private static final List<String> DIE_WITH_PARENT = List.of("setsid", "setpriv", "--pdeathsig", "INT");

    static Unprivileged available() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return AS_WE_ARE;
        }
        for (Unprivileged way : List.of(IN_USER_NAMESPACE, AS_NOBODY)) {
            if (works(way.prefix(), "true")) {
                return way;
            }
        }
        throw new DatabaseException(
                "PostgreSQL refuses to run as root, and neither 'unshare -U' nor 'setpriv' works here;"
                        + " run Meridian as another user, or set region.database.url");
    }

    List<String> command(List<String> program) {
        return joined(prefix(), program);
    }

    /** A command whose process ends when the thread that started it does; that thread must live as long as we. */
    List<String> boundCommand(List<String> program) throws IOException, InterruptedException {
        List<String> bound = works(DIE_WITH_PARENT, "true") ? joined(DIE_WITH_PARENT, program) : program;
        return command(bound);
    }

    /** Gives files to the user that the program runs as. */
    void own(Path path) throws IOException {
        if (this == AS_NOBODY) {
            Files.setOwner(
                    path,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
    }

    private List<String> prefix() {
        return switch (this) {
            case AS_WE_ARE -> List.of();
            case IN_USER_NAMESPACE -> List.of("unshare", "-U");
            case AS_NOBODY -> List.of("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups");
        };
    }

    private static boolean works(List<String> prefix, String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(joined(prefix, List.of(program)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
