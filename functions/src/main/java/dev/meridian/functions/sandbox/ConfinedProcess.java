package dev.meridian.functions.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A process in its sandbox that serves a node: it gets its orders by a line on standard input, and ends when that does; what
 * it writes goes to a file.
 */
public final class ConfinedProcess {

    private static final int OUTPUT_SHOWN = 2_000;

    private final Process process;
    private final Confined confined;
    private final Path folder;

    private ConfinedProcess(Process process, Confined confined, Path folder) {
        this.process = process;
        this.confined = confined;
        this.folder = folder;
    }

    /**
     * Blocks.
     *
     * @param name for whoever looks at the machine's processes
     * @param folder where it begins, and its output goes
     * @param environment all of it
     * @param orders one line
     */
    public static ConfinedProcess start(
            Confined confined, String name, Path folder, Map<String, String> environment, String orders)
            throws IOException {
        // Deaf to Ctrl-C, which a terminal sends to all of its processes at once: calls end while their node drains.
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "trap '' INT; exec \"$@\"", name);
        builder.command().addAll(confined.command());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(folder.toFile());
        builder.redirectErrorStream(true).redirectOutput(output(folder).toFile());
        Process process = builder.start();
        CompletableFuture<Void> _ = process.onExit().thenRun(confined.release());
        OutputStream input = process.getOutputStream();
        input.write((orders + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
        return new ConfinedProcess(process, confined, folder);
    }

    public Isolation isolation() {
        return confined.isolation();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code, 128 and a signal's number where it died of that; 0 while it lives. */
    public int exitCode() {
        return process.isAlive() ? 0 : process.exitValue();
    }

    public void whenGone(Runnable action) {
        CompletableFuture<Void> _ = process.onExit().thenRun(action);
    }

    /** It, and all that it has started. Blocks. */
    public Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Ends it with all that it started. Blocks. */
    public void end() throws IOException {
        confined.end(process);
    }

    /** The end of what it wrote: why it died, if it could say so. Blocks. */
    public String lastWords() throws IOException {
        Path output = output(folder);
        if (!Files.exists(output)) {
            return "";
        }
        try (SeekableByteChannel channel = Files.newByteChannel(output)) {
            channel.position(Math.max(0, channel.size() - OUTPUT_SHOWN));
            byte[] bytes = new byte[OUTPUT_SHOWN];
            int read = channel.read(ByteBuffer.wrap(bytes));
            return read <= 0 ? "" : new String(bytes, 0, read, StandardCharsets.UTF_8).strip();
        }
    }

    private static Path output(Path folder) {
        return folder.resolve("output.log");
    }
}
