package dev.meridian.functions.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A command in its sandbox.
 *
 * @param command to be started with an environment that holds nothing of the node's and nothing of a tenant's: the
 *     first program in it still has the node's rights
 * @param user whom it runs as, if not the node's
 * @param release gives back what was made for it; of effect once all that it started has ended
 */
public record Confined(List<String> command, Isolation isolation, OptionalInt user, Runnable release) {

    private static final int PATIENCE_SECONDS = 5;
    private static final long LOOK_NANOS = 5_000_000;

    public Confined {
        command = List.copyOf(command);
    }

    /**
     * Ends a process that was started by the command, with all that it started, and waits a while for them to be gone.
     * Where neither a namespace nor a user holds them together, one that has cut itself loose may live on. Blocks.
     */
    public void end(Process process) throws IOException {
        end(process, List.of());
    }

    /**
     * The same for a process that may have ended already.
     *
     * @param known descendants that it had when it ran
     */
    public void end(Process process, List<ProcessHandle> known) throws IOException {
        awaitBegun(process);
        List<ProcessHandle> inner =
                Stream.concat(known.stream(), process.descendants()).toList();
        process.destroyForcibly();
        inner.forEach(ProcessHandle::destroyForcibly);
        if (user.isPresent()) {
            endAllOf(user.getAsInt());
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (isAnyLeft(inner) && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        release.run();
    }

    /** Bubblewrap that is killed between its first fork and the next step leaves a process that waits for ever. */
    private void awaitBegun(Process process) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (isolation == Isolation.BUBBLEWRAP
                && process.isAlive()
                && process.descendants().findAny().isEmpty()
                && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean isAnyLeft(List<ProcessHandle> inner) throws IOException {
        return inner.stream().anyMatch(Running::is) || (user.isPresent() && Running.isAnyOf(user.getAsInt()));
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
