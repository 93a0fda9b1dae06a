package dev.meridian.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Machines made of Linux's network namespaces: each has one address of its own, and a cable to every other. A cable can
 * be cut. The first one can also be reached from the test. All of it is gone with {@link #close}, and whatever runs there.
 */
final class Namespaces implements AutoCloseable {

    private final String prefix = "md" + ProcessHandle.current().pid() % 100_000;
    private final List<String> machines;
    private final List<String> made = new ArrayList<>();
    private final List<Process> running = new ArrayList<>();

    private Namespaces(List<String> machines) {
        this.machines = machines;
    }

    /** Why they cannot be had here; empty if they can. */
    static String obstacle() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "network namespaces need root";
        }
        String probe = "md" + ProcessHandle.current().pid() % 100_000 + "probe";
        try {
            ip("netns", "add", probe);
            ip("netns", "delete", probe);
            return "";
        } catch (IOException e) {
            return "network namespaces cannot be made: " + e.getMessage();
        }
    }

    static Namespaces of(String... names) throws IOException {
        Namespaces all = new Namespaces(List.of(names));
        try {
            all.make();
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void make() throws IOException {
        for (String machine : machines) {
            ip("netns", "add", namespace(machine));
            made.add(namespace(machine));
            in(machine, "link", "set", "lo", "up");
            in(machine, "address", "add", address(machine) + "/32", "dev", "lo");
        }
        for (int one = 0; one < machines.size(); one++) {
            for (int other = one + 1; other < machines.size(); other++) {
                String from = machines.get(one);
                String to = machines.get(other);
                ip(
                        "link",
                        "add",
                        plug(to),
                        "netns",
                        namespace(from),
                        "type",
                        "veth",
                        "peer",
                        "name",
                        plug(from),
                        "netns",
                        namespace(to));
                in(from, "address", "add", plugAddress(one, other, 1) + "/30", "dev", plug(to));
                in(to, "address", "add", plugAddress(one, other, 2) + "/30", "dev", plug(from));
                plugIn(from, to);
            }
        }
        ip("link", "add", prefix, "type", "veth", "peer", "name", "test", "netns", namespace(machines.getFirst()));
        ip("address", "add", "10.88.254.1/30", "dev", prefix);
        ip("link", "set", prefix, "up");
        in(machines.getFirst(), "address", "add", door() + "/30", "dev", "test");
        in(machines.getFirst(), "link", "set", "test", "up");
    }

    /** Where the first machine can be reached from the test. */
    String door() {
        return "10.88.254.2";
    }

    /** Where the others reach a machine. */
    String address(String machine) {
        return "10.88.0." + (machines.indexOf(machine) + 1);
    }

    /** Runs a command at a machine, until it ends by itself or all is closed. */
    Process start(String machine, Path log, List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace(machine)));
        whole.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        running.add(process);
        return process;
    }

    void cut(String one, String other) throws IOException {
        in(one, "link", "set", plug(other), "down");
        in(other, "link", "set", plug(one), "down");
    }

    /** The cable is whole, and both know the way to the other by it. */
    void plugIn(String one, String other) throws IOException {
        in(one, "link", "set", plug(other), "up");
        in(other, "link", "set", plug(one), "up");
        int first = Math.min(machines.indexOf(one), machines.indexOf(other));
        int second = Math.max(machines.indexOf(one), machines.indexOf(other));
        route(machines.get(first), machines.get(second), plugAddress(first, second, 2));
        route(machines.get(second), machines.get(first), plugAddress(first, second, 1));
    }

    private void route(String from, String to, String gateway) throws IOException {
        in(from, "route", "replace", address(to) + "/32", "via", gateway, "src", address(from));
    }

    private String namespace(String machine) {
        return prefix + "-" + machine;
    }

    /** The end, at one machine, of its cable to another. */
    private static String plug(String to) {
        return "to-" + to;
    }

    private static String plugAddress(int one, int other, int end) {
        return "10.88." + (10 * (one + 1) + other) + "." + end;
    }

    private void in(String machine, String... command) throws IOException {
        List<String> whole = new ArrayList<>(List.of("-n", namespace(machine)));
        whole.addAll(List.of(command));
        ip(whole.toArray(String[]::new));
    }

    private static void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!hasEnded(process, 20) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + text.strip());
        }
    }

    private static boolean hasEnded(Process process, int seconds) {
        try {
            process.onExit().orTimeout(seconds, TimeUnit.SECONDS).join();
            return true;
        } catch (CompletionException late) {
            return false;
        }
    }

    /** Ends what runs there; cables go with the namespaces that their ends are in. */
    @Override
    public void close() throws IOException {
        running.forEach(Process::destroy);
        for (Process process : running) {
            if (!hasEnded(process, 40)) {
                process.destroyForcibly();
            }
        }
        IOException failure = null;
        for (String namespace : made) {
            try {
                ip("netns", "delete", namespace);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
