package dev.meridian.functions.worker;

import dev.meridian.core.archive.Archive;
import dev.meridian.functions.sandbox.Confined;
import dev.meridian.functions.sandbox.Isolation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The operating system's side of one worker. Of the node it gets its orders on standard input, and ends when that does;
 * what it writes to its standard streams goes to a file of bounded size.
 */
final class WorkerProcess {

    private static final int OUTPUT_SHOWN = 2_000;

    private final Process process;
    private final Confined confined;
    private final Path folder;

    private WorkerProcess(Process process, Confined confined, Path folder) {
        this.process = process;
        this.confined = confined;
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
        // Deaf to Ctrl-C, which a terminal sends to all of its processes at once: calls end while their node drains.
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "worker");
        builder.command().addAll(confined.command());
        builder.environment().clear();
        builder.environment().putAll(WorkerEnvironment.of(home, programs));
        builder.directory(folder.toFile());
        builder.redirectErrorStream(true).redirectOutput(output(folder).toFile());
        WorkerProcess started = new WorkerProcess(builder.start(), confined, folder);
        started.tell(orders.encode());
        return started;
    }

    Isolation isolation() {
        return confined.isolation();
    }

    void whenGone(Runnable action) {
        CompletableFuture<Void> _ = process.onExit().thenRun(action);
    }

    /** Ends it with all that it started. Blocks. */
    void end() throws IOException {
        confined.end(process);
    }

    /** Whether it and all that it started have more in memory together. Blocks. */
    boolean isHeavierThan(long bytes) {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        // The exact figure costs the kernel more, and is less.
        return all.stream().mapToLong(one -> ProcessMemory.resident(one.pid())).sum() > bytes
                && all.stream()
                                .mapToLong(one -> ProcessMemory.proportional(one.pid()))
                                .sum()
                        > bytes;
    }

    /** Why it ended: its exit code and the end of what it wrote; its files are removed. Blocks. */
    Remains bury() throws IOException {
        String text = Files.exists(output(folder)) ? tail(output(folder)) : "";
        Archive.remove(folder);
        return new Remains(process.isAlive() ? 0 : process.exitValue(), text);
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

    private static String tail(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - OUTPUT_SHOWN));
            byte[] bytes = new byte[OUTPUT_SHOWN];
            int read = channel.read(ByteBuffer.wrap(bytes));
            return read <= 0 ? "" : new String(bytes, 0, read, StandardCharsets.UTF_8).strip();
        }
    }

    private void tell(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    private static Path output(Path folder) {
        return folder.resolve("output.log");
    }
}
