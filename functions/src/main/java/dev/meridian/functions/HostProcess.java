package dev.meridian.functions;

import dev.meridian.functions.host.HostMain;
import dev.meridian.functions.host.HostOrders;
import dev.meridian.functions.sandbox.Confined;
import dev.meridian.functions.sandbox.ConfinedProcess;
import dev.meridian.functions.sandbox.Confinement;
import dev.meridian.functions.sandbox.Isolation;
import dev.meridian.functions.sandbox.ProcessLimits;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.sandbox.Share;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operating system's side of one function host. It is given an empty environment and a working directory of its
 * own, so that it inherits no secret of the node; it ends by itself when its standard input does. Blocking to start.
 */
final class HostProcess {

    /** Each isolate reserves far more than it uses; the pool weighs what a host really has. */
    private static final int ANY_MEMORY = 0;

    private static final int OPEN_FILES = 4_096;
    private static final int PROCESSES = 1_024;
    private static final int FILE_MIB = 256;
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

    private static final Logger log = LoggerFactory.getLogger(HostProcess.class);
    /** Looking for what a sandbox holds, and waiting for its end, blocks. */
    private static final ExecutorService ENDING = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("function-host-ending").factory());

    private final ConfinedProcess process;
    private final Path directory;

    private HostProcess(ConfinedProcess process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /**
     * @param memoryMiB at which the kernel ends it, where there are control groups
     * @param readable what the host needs beside Java and its classes
     */
    static HostProcess start(HostOrders orders, int memoryMiB, Path directory, Sandbox sandbox, List<Path> readable)
            throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        List<String> classes = absoluteClassPath();
        List<String> java = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
        java.addAll(FLAGS);
        java.addAll(List.of("-cp", String.join(File.pathSeparator, classes), HostMain.class.getName()));
        List<Path> needed = new ArrayList<>(readable);
        needed.add(home);
        classes.stream().map(Path::of).filter(Files::exists).forEach(needed::add);
        Confined confined = sandbox.confine(
                new Confinement(
                        needed,
                        List.of(directory),
                        directory,
                        false,
                        new ProcessLimits(ANY_MEMORY, OPEN_FILES, PROCESSES, FILE_MIB),
                        new Share(memoryMiB, 0)),
                java);
        // Or Java knows no file whose name is beyond ASCII.
        Map<String, String> environment = Map.of("LC_ALL", "C.UTF-8");
        return new HostProcess(
                ConfinedProcess.start(confined, "host", directory, environment, orders.toLine()), directory);
    }

    /** What holds it in. */
    Isolation isolation() {
        return process.isolation();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void whenGone(Runnable action) {
        process.whenGone(action);
    }

    /** SIGKILL: the only thing that surely stops a wedged engine. Returns at once; {@link #whenGone} tells of the end. */
    void kill() {
        ENDING.execute(() -> {
            try {
                process.end();
            } catch (IOException failure) {
                log.atWarn()
                        .addKeyValue("pid", process.pid())
                        .setCause(failure)
                        .log("Something of a function host may be left");
            }
        });
    }

    Path directory() {
        return directory;
    }

    /** The end of what the process wrote: why it died, if it could say so. Blocking. */
    String lastWords() throws IOException {
        return process.lastWords();
    }

    private static List<String> absoluteClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .toList();
    }
}
