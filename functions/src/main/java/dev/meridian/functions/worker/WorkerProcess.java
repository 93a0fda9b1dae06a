package dev.meridian.functions.worker;

import dev.meridian.core.archive.Archive;
import dev.meridian.functions.sandbox.Confined;
import dev.meridian.functions.sandbox.ConfinedProcess;
import dev.meridian.functions.sandbox.Isolation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The operating system's side of one worker. Of the node it gets its orders on standard input, and ends when that does;
 * what it writes to its standard streams goes to a file of bounded size.
 */
final class WorkerProcess {

    private final ConfinedProcess process;
    private final Path folder;

    private WorkerProcess(ConfinedProcess process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Blocks.
     *
     * @param folder for its output; goes with it
     * @param home where it may write, as it sees it
     */
    static WorkerProcess start(Confined confined, Path folder, Path home, List<Path> programs, JsonObject orders)
            throws IOException {
        return new WorkerProcess(
                ConfinedProcess.start(
                        confined, "worker", folder, WorkerEnvironment.of(home, programs), orders.encode()),
                folder);
    }

    Isolation isolation() {
        return process.isolation();
    }

    void whenGone(Runnable action) {
        process.whenGone(action);
    }

    /** Ends it with all that it started. Blocks. */
    void end() throws IOException {
        process.end();
    }

    /** Whether it and all that it started have more in memory together. Blocks. */
    boolean isHeavierThan(long bytes) {
        List<ProcessHandle> all = process.family().toList();
        // The exact figure costs the kernel more, and is less.
        return all.stream().mapToLong(one -> ProcessMemory.resident(one.pid())).sum() > bytes
                && all.stream()
                                .mapToLong(one -> ProcessMemory.proportional(one.pid()))
                                .sum()
                        > bytes;
    }

    /** Why it ended: its exit code and the end of what it wrote; its files are removed. Blocks. */
    Remains bury() throws IOException {
        String text = process.lastWords();
        Archive.remove(folder);
        return new Remains(process.exitCode(), text);
    }

    /**
     * What is left of a process.
     *
     * @param exitCode 128 and a signal's number where it died of that
     * @param lastWords of the tenant's code, and for its owner
     */
    record Remains(int exitCode, String lastWords) {

        boolean isOutOfMemory() {
            return lastWords.contains("heap out of memory") || lastWords.contains("Fatal process out of memory");
        }
    }
}
