package dev.meridian.launcher.bench.stage;

import dev.meridian.launcher.Memory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that runs in a process of its own and listens on loopback. */
public final class Contender implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);

    private final String name;
    private final int port;
    private final Process process;

    private Contender(String name, int port, Process process) {
        this.name = name;
        this.port = port;
        this.process = process;
    }

    /** Starts one and waits until it listens. Its output goes into a file in the folder. */
    public static Contender start(String name, int port, Path folder, List<String> command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        Contender contender = new Contender(name, port, process);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop"));
        long end = System.nanoTime() + START.toNanos();
        while (!contender.listens()) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                contender.close();
                throw new IOException(name + " did not start; see " + folder.resolve("output.txt"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return contender;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    /** Processor time that it has used so far, with the processes that it has started. */
    public Duration processorTime() {
        return processorTime(process.toHandle());
    }

    /** Processor time that a process has used so far, with those that it has started. */
    public static Duration processorTime(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .flatMap(handle -> handle.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** In bytes; what the kernel caches of its files is not its own. */
    public long residentMemory() {
        return Memory.resident(process.pid()) + Memory.ofDescendants(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
