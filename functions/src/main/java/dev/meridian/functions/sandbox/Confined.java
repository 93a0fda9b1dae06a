package dev.meridian.functions.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A command in its sandbox.
 *
 * @param command to be started with an environment that holds nothing of the node's and nothing of a tenant's: the
 *     first program in it still has the node's rights
 * @param user whom it runs as, if not the node's
 */
public record Confined(List<String> command, Isolation isolation, OptionalInt user) {

    private static final int PATIENCE_SECONDS = 5;

    public Confined {
        command = List.copyOf(command);
    }

    /**
     * Ends a process that was started by the command, with all that it started. Where neither a namespace nor a user
     * holds them together, one that has cut itself loose may live on. Blocks.
     */
    public void end(Process process) throws IOException {
        if (isolation != Isolation.BUBBLEWRAP) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
        if (isolation == Isolation.OWN_USER) {
            endAllOf(user.orElseThrow());
        }
    }

    /** Signals whoever runs as the user: as that user, so that it can be nobody else. */
    private static void endAllOf(int user) throws IOException {
        String id = String.valueOf(user);
        Process signal = new ProcessBuilder(
                        "setpriv", "--reuid", id, "--regid", id, "--clear-groups", "/bin/sh", "-c", "kill -KILL -1")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!signal.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                signal.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
