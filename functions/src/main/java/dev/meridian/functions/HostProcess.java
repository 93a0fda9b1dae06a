package dev.meridian.functions;

import dev.meridian.functions.host.HostMain;
import dev.meridian.functions.host.HostOrders;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The operating system's side of one function host. It is given an empty environment and a working directory of its
 * own, so that it inherits no secret of the node; it ends by itself when its standard input does. Blocking to start.
 */
final class HostProcess {

    private static final int OUTPUT_SHOWN = 2_000;
    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xms24m",
            "-Xmx512m",
            "-Xss512k",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=crash.log");

    private final Process process;
    private final Path directory;

    private HostProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    static HostProcess start(HostOrders orders, Path directory) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        // Deaf to Ctrl-C, which a terminal sends to all of its processes at once: calls end while their node drains.
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "host");
        builder.command().add(java.toString());
        builder.command().addAll(FLAGS);
        builder.command().addAll(List.of("-cp", absoluteClassPath(), HostMain.class.getName()));
        builder.environment().clear();
        // Or Java knows no file whose name is beyond ASCII.
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true).redirectOutput(output(directory).toFile());
        HostProcess started = new HostProcess(builder.start(), directory);
        started.tell(orders.toLine());
        return started;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void whenGone(Runnable action) {
        CompletableFuture<Void> _ = process.onExit().thenRun(action);
    }

    /** SIGKILL: the only thing that surely stops a wedged engine. */
    void kill() {
        process.destroyForcibly();
    }

    Path directory() {
        return directory;
    }

    /** The end of what the process wrote: why it died, if it could say so. Blocking. */
    String lastWords() throws IOException {
        String text = Files.readString(output(directory), StandardCharsets.ISO_8859_1);
        return text.substring(Math.max(0, text.length() - OUTPUT_SHOWN)).strip();
    }

    private void tell(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    private static Path output(Path directory) {
        return directory.resolve("output.log");
    }

    private static String absoluteClassPath() {
        StringBuilder classPath = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                classPath.append(classPath.isEmpty() ? "" : File.pathSeparator);
                classPath.append(Path.of(entry).toAbsolutePath());
            }
        }
        return classPath.toString();
    }
}
