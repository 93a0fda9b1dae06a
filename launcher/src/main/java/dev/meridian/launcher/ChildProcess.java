package dev.meridian.launcher;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the command line once more, in a process that ends with this one. */
public final class ChildProcess {

    private ChildProcess() {}

    /**
     * This JVM's own flags, class path and executable, so that a child is what its parent is. It is deaf to Ctrl-C, which
     * a terminal sends to all of its processes at once: the parent stops them in their order.
     *
     * @param heap flag for the size of its heap, such as {@code -Xmx512m}
     * @param arguments of the command line; {@code --parent} is added
     */
    public static List<String> command(String heap, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "node"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag ->
                        !flag.startsWith("-Xmx") && !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of(
                heap,
                "-cp",
                System.getProperty("java.class.path").replace("::", File.pathSeparator),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("--parent", String.valueOf(ProcessHandle.current().pid())));
        return command;
    }
}
