package dev.meridian.launcher;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Ends this process, in order, when the one that started it is gone. */
public final class ParentProcess {

    private ParentProcess() {}

    /** @param pid null when nobody waits for this process */
    public static void follow(@Nullable Long pid) {
        if (pid == null) {
            return;
        }
        CompletableFuture<Void> _ = ProcessHandle.of(pid)
                .map(parent -> parent.onExit().thenRun(() -> System.exit(0)))
                .orElseThrow(() -> new StartRefused("the parent process " + pid + " is gone"));
    }
}
