package dev.meridian.region.functions;

import dev.meridian.core.archive.Archive;
import dev.meridian.functions.sandbox.Confined;
import dev.meridian.functions.sandbox.Confinement;
import dev.meridian.functions.sandbox.ProcessLimits;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.sandbox.Share;
import dev.meridian.functions.worker.WorkerEnvironment;
import dev.meridian.region.deployments.BuildLog;
import dev.meridian.region.deployments.DeploymentProblems;
import dev.meridian.region.deployments.Workplace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of a build: in a sandbox that sees the code and a home of its own, with the function's variables, for
 * a bounded time, with bounded output and files. Everything here blocks.
 *
 * @param environment of the function; it reaches the commands by a file that only they can read, never the programs that
 *     make the sandbox
 * @param each what one process may have; all together have twice the memory, and no more processors
 * @param hasNetwork whether they may open connections
 */
record BuildCommands(
        Sandbox sandbox, Tools tools, Map<String, String> environment, Share each, boolean hasNetwork, Duration time) {

    /**
     * What the commands are given beside the system's programs.
     *
     * @param needs folders that they see
     * @param programs whose folders come first on their path
     */
    record Tools(List<Path> needs, List<Path> programs) {}

    private static final int OPEN_FILES = 4_096;
    private static final int PROCESSES = 512;
    private static final int FILE_MIB = 256;
    private static final long MOST_BYTES = 1L << 30;
    private static final int MOST_FILES = 300_000;
    private static final long LOOK_MILLIS = 100;
    private static final long WEIGH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int PIECE_BYTES = 64 << 10;
    private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]*";

    /** Throws a problem that says why there is no result. */
    void run(Workplace workplace, String commands, BuildLog log) throws IOException {
        Path home = Files.createDirectory(workplace.home());
        Path script = Files.createFile(
                home.resolve("build.sh"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(script, script(commands));
        Path output = Files.createTempFile(workplace.folder(), "output", ".log");
        Confined confined = sandbox.confine(
                new Confinement(
                        tools.needs(),
                        List.of(workplace.code(), home),
                        workplace.code(),
                        hasNetwork,
                        new ProcessLimits(each.memoryMiB(), OPEN_FILES, PROCESSES, FILE_MIB),
                        new Share(2 * each.memoryMiB(), each.cpus())),
                List.of("/bin/sh", script.toString()));
        ProcessBuilder builder = new ProcessBuilder(confined.command())
                .directory(workplace.code().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(WorkerEnvironment.of(home, tools.programs()));
        builder.environment().put("CI", "true");
        Process process = builder.start();
        List<ProcessHandle> seen = new ArrayList<>(process.descendants().toList());
        try (RandomAccessFile said = new RandomAccessFile(output.toFile(), "r")) {
            process.getOutputStream().close();
            watch(process, seen, workplace, said, log);
            int code = process.exitValue();
            if (code != 0) {
                throw DeploymentProblems.buildFailed("The build commands ended with exit code " + code + ".");
            }
        } finally {
            confined.end(process, seen);
            Archive.remove(home);
        }
    }

    private String script(String commands) {
        StringBuilder script = new StringBuilder("set -e\n");
        environment.forEach((key, value) -> {
            if (key.matches(VARIABLE)) {
                script.append("export ").append(key).append("='");
                script.append(value.replace("\0", "").replace("'", "'\\''")).append("'\n");
            }
        });
        return script.append(commands).append('\n').toString();
    }

    private void watch(
            Process process, List<ProcessHandle> seen, Workplace workplace, RandomAccessFile said, BuildLog log)
            throws IOException {
        long begun = System.nanoTime();
        long weighed = begun;
        while (!isOver(process)) {
            long now = System.nanoTime();
            seen.clear();
            process.descendants().forEach(seen::add);
            hear(said, log);
            log.check();
            if (now - begun > time.toNanos()) {
                throw DeploymentProblems.buildFailed(
                        "The build commands took longer than " + time.toSeconds() + " seconds.");
            }
            if (now - weighed > WEIGH_NANOS) {
                weighed = now;
                weigh(workplace);
            }
        }
        hear(said, log);
        weigh(workplace);
    }

    private static boolean isOver(Process process) throws IOException {
        try {
            return process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("The node ends, and leaves the build to others", interrupted);
        }
    }

    private static void hear(RandomAccessFile said, BuildLog log) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        for (int read = said.read(piece); read > 0; read = said.read(piece)) {
            log.append(new String(piece, 0, read, StandardCharsets.UTF_8).replace("\0", ""));
        }
    }

    private static void weigh(Workplace workplace) throws IOException {
        Weight weight = new Weight();
        Files.walkFileTree(workplace.folder(), weight);
        if (weight.bytes > MOST_BYTES || weight.files > MOST_FILES) {
            throw DeploymentProblems.buildFailed("The build commands wrote " + weight.files + " files with "
                    + weight.bytes + " bytes; a build may have " + MOST_FILES + " with " + MOST_BYTES + ".");
        }
    }

    /** What lies in a folder. Files come and go while it is looked at. */
    private static final class Weight extends SimpleFileVisitor<Path> {
        private long bytes;
        private long files;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            files++;
            return bytes > MOST_BYTES || files > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
