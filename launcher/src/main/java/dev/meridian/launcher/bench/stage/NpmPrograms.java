package dev.meridian.launcher.bench.stage;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that npm brings: installed into a folder of the bench's own, with no script of theirs run. */
public final class NpmPrograms {

    private static final int PATIENCE_SECONDS = 90;

    private final Path folder;

    public NpmPrograms(Path folder) {
        this.folder = folder;
    }

    /**
     * Installs a package and finds the program in what npm has chosen for this machine.
     *
     * @param pattern of the program's path below {@code node_modules}
     * @param with packages that are installed beside it, each with its version
     * @return empty, and said so, where it cannot be had
     */
    public Optional<Path> install(String name, String version, String pattern, String... with)
            throws IOException, InterruptedException {
        Optional<Path> npm = Programs.find("npm");
        if (npm.isEmpty()) {
            System.out.println("  " + name + " is missing: npm is not installed, which would bring it");
            return Optional.empty();
        }
        Path output = folder.resolve(name + "-npm.txt");
        List<String> command = new ArrayList<>(List.of(
                npm.get().toString(),
                "install",
                "--prefix",
                folder.toString(),
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--fetch-retries=1",
                name + "@" + version));
        command.addAll(List.of(with));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = end(process);
        Optional<Path> program = ended && process.exitValue() == 0 ? program(pattern) : Optional.empty();
        if (program.isEmpty()) {
            System.out.println("  " + name + " " + version + " is missing: "
                    + (ended ? "npm could not install it: " + reason(output) : "npm took too long"));
        }
        return program;
    }

    private static boolean end(Process process) throws InterruptedException {
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Optional<Path> program(String pattern) throws IOException {
        Path modules = folder.resolve("node_modules");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        try (Stream<Path> files =
                Files.find(modules, 4, (path, attributes) -> matcher.matches(modules.relativize(path)))) {
            return files.filter(Files::isExecutable).findFirst();
        }
    }

    private static String reason(Path output) throws IOException {
        return Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("npm error"))
                .findFirst()
                .orElse("it does not say why");
    }
}
