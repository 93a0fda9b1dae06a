package dev.meridian.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A development network as a newcomer starts it, from the one jar, on free ports and in a folder of its own. */
final class RunningNetwork implements AutoCloseable {

    private static final Path JAR = Path.of("../launcher/target/meridian-launcher-0.1.0-SNAPSHOT-all.jar");

    private final Process process;
    private final Path data;
    private final int port;
    private final Path output;
    private final List<Process> restarted = new ArrayList<>();

    private RunningNetwork(Process process, Path data, int port, Path output) {
        this.process = process;
        this.data = data;
        this.port = port;
        this.output = output;
    }

    static RunningNetwork start(Path data, String... flags) throws IOException, InterruptedException {
        return startAt(freePorts(), data, flags);
    }

    /** How the command line is started, as the script does; its arguments come after. */
    static List<String> java(String... options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-jar", JAR.toString()));
        return command;
    }

    static RunningNetwork startAt(int port, Path data, String... flags) throws IOException, InterruptedException {
        return start(List.of(), port, data, flags);
    }

    /** In a group of processes of its own, its process ID the group's: as a shell starts what it is told to. */
    static RunningNetwork startInGroup(Path data, String... flags) throws IOException, InterruptedException {
        List<String> group = List.of("perl", "-e", "setpgrp; $SIG{INT} = 'DEFAULT'; exec @ARGV");
        return start(group, freePorts(), data, flags);
    }

    private static RunningNetwork start(List<String> prefix, int port, Path data, String... flags)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        Path output = data.resolve("terminal.txt");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command(
                "dev",
                "--data",
                data.toString(),
                "--port",
                String.valueOf(port),
                "--parent",
                String.valueOf(ProcessHandle.current().pid())));
        command.addAll(List.of(flags));
        Process process = inUtf8(new ProcessBuilder(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        RunningNetwork network = new RunningNetwork(process, data, port, output);
        try {
            eventually("the network is ready", Duration.ofMinutes(4), () -> {
                assertThat(process.isAlive()).as(network.terminal()).isTrue();
                return Files.exists(output) && network.terminal().contains("Ready after");
            });
        } catch (AssertionError e) {
            network.close();
            throw e;
        }
        return network;
    }

    /** As the script and the image do. */
    private static ProcessBuilder inUtf8(ProcessBuilder builder) {
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    /** The jar as {@code ./meridian} runs it. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(java("-Xmx1g", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The first of a run of ports such that no node's is taken. */
    static int freePorts() throws IOException {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 100) * 20; port < 32_000; port += 400) {
            boolean free = true;
            for (int offset = 0; free && offset < 320; offset += offset % 100 < 12 ? 1 : 100 - offset % 100) {
                try (ServerSocket socket = new ServerSocket(port + offset, 1, InetAddress.getLoopbackAddress())) {
                    free = socket.isBound();
                } catch (IOException taken) {
                    free = false;
                }
            }
            if (free) {
                return port;
            }
        }
        throw new IOException("no run of free ports between 20000 and 32000");
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    Path data() {
        return data;
    }

    String terminal() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Every process that it has started, directly or not. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    Path folder(String node) {
        return data.resolve(node);
    }

    /** Settings that the network gave a node. */
    Properties settings(String node) throws IOException {
        Properties settings = new Properties();
        try (var reader = Files.newBufferedReader(folder(node).resolve("node.conf"))) {
            settings.load(reader);
        }
        return settings;
    }

    /** A node's process; only with {@code --processes}. */
    ProcessHandle node(String name) throws IOException {
        long pid = Long.parseLong(
                Files.readString(folder(name).resolve("node.pid")).strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError(name + " does not run"));
    }

    /** Ends a node as a power cut would. */
    void kill(String name) throws IOException {
        ProcessHandle node = node(name);
        node.destroyForcibly();
        node.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Starts a killed node again, as an operator would. */
    void restart(String name) throws IOException {
        Process node = inUtf8(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        JAR.toString(),
                        "dev.meridian.launcher.Main",
                        "node",
                        "--config",
                        folder(name).resolve("node.conf").toString(),
                        "--parent",
                        String.valueOf(process.pid())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder(name).resolve("node.log").toFile()))
                .start();
        Files.writeString(folder(name).resolve("node.pid"), node.pid() + "\n");
        restarted.add(node);
    }

    /** Runs one of the scripts beside the SDK's package; its output is the failure's text. */
    void runScript(String script, Map<String, String> environment) throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("MERIDIAN_URL", url());
        System.out.println(NodeScripts.run(variables, "--test", "--test-reporter=spec", script));
    }

    HttpResponse<String> get(int atPort, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + atPort + path))
                .timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Whether the bytes stand in any file below a node's folder, databases included. */
    boolean holds(String node, String marker) throws IOException {
        byte[] wanted = marker.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        boolean[] found = {false};
        Files.walkFileTree(folder(node), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.size() < 64 << 20 && !file.toString().endsWith(".log")) {
                    found[0] = indexOf(Files.readAllBytes(file), wanted) >= 0;
                }
                return found[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found[0];
    }

    private static int indexOf(byte[] text, byte[] wanted) {
        outer:
        for (int i = 0; i <= text.length - wanted.length; i++) {
            for (int j = 0; j < wanted.length; j++) {
                if (text[i + j] != wanted[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    static void eventually(String what, Duration limit, Supplier<Boolean> holds) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.get()) {
            assertThat(System.nanoTime() - end).as("%s within %s", what, limit).isNegative();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Ends the network as Ctrl-C does, and what was started again by hand. */
    @Override
    public void close() {
        process.destroy();
        restarted.forEach(Process::destroy);
        await(process);
        restarted.forEach(this::await);
    }

    /** Waits for an end that somebody else has asked for. */
    void awaitEnd() {
        await(process);
    }

    private void await(Process ending) {
        try {
            if (!ending.waitFor(40, TimeUnit.SECONDS)) {
                ending.destroyForcibly();
                throw new AssertionError("a process of the network did not stop within 40 s\n" + terminal());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
