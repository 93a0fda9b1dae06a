package dev.meridian.functions.worker;

import dev.meridian.core.problem.Problem;
import dev.meridian.functions.sandbox.Confined;
import dev.meridian.functions.sandbox.Confinement;
import dev.meridian.functions.sandbox.ProcessLimits;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.functions.sandbox.Share;
import dev.meridian.functions.worker.HeavyRuntime.Language;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the interpreters of the machine, by asking them. Every method blocks. */
public final class Interpreters {

    private static final Logger log = LoggerFactory.getLogger(Interpreters.class);
    private static final int PATIENCE_SECONDS = 10;
    private static final ProcessLimits TRIAL = new ProcessLimits(1_024, 256, 32, 16);
    private static final List<String> USUAL_FOLDERS = List.of("/usr/local/bin", "/usr/bin");

    private Interpreters() {}

    /** The first Node.js and the first Python that also run in the sandbox, which sees little of the machine. */
    public static List<HeavyRuntime> find(Sandbox sandbox) {
        List<HeavyRuntime> found = new ArrayList<>();
        for (Language language : Language.values()) {
            candidates(language).stream()
                    .flatMap(program -> ask(language, program).stream())
                    .filter(runtime -> runs(runtime, sandbox))
                    .findFirst()
                    .ifPresent(found::add);
        }
        log.atInfo()
                .addKeyValue("runtimes", found.stream().map(HeavyRuntime::id).toList())
                .log("Heavy functions are run by");
        return List.copyOf(found);
    }

    private static List<Path> candidates(Language language) {
        String name = switch (language) {
            case NODE -> "node";
            case PYTHON -> "python3";
        };
        Set<String> folders = new LinkedHashSet<>(
                List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)));
        folders.addAll(USUAL_FOLDERS);
        return folders.stream()
                .map(folder -> Path.of(folder).resolve(name))
                .filter(program -> program.isAbsolute() && Files.isExecutable(program))
                .toList();
    }

    private static Optional<HeavyRuntime> ask(Language language, Path program) {
        return switch (language) {
            case NODE ->
                answer(List.of(program.toString(), "-p", "process.execPath + '\\n' + process.versions.node"))
                        .filter(lines -> lines.size() == 2)
                        .map(lines -> node(Path.of(lines.get(0)), lines.get(1)));
            case PYTHON ->
                answer(List.of(
                                program.toString(),
                                "-I",
                                "-c",
                                "import sys; print(sys.executable, sys.base_prefix, '%d.%d' % sys.version_info[:2],"
                                        + " sep='\\n')"))
                        .filter(lines -> lines.size() == 3)
                        .map(lines -> python(Path.of(lines.get(0)), Path.of(lines.get(1)), lines.get(2)));
        };
    }

    private static HeavyRuntime node(Path program, String version) {
        String major = version.split("\\.", 2)[0];
        Path bin = program.getParent();
        Path prefix = bin == null ? null : bin.getParent();
        List<Path> needs = prefix == null || prefix.getNameCount() == 0 ? List.of(program) : List.of(prefix);
        return new HeavyRuntime("node-" + major, "node", "Node.js", major, Language.NODE, program, needs);
    }

    private static HeavyRuntime python(Path program, Path prefix, String version) {
        return new HeavyRuntime(
                "python-" + version, "python", "Python", version, Language.PYTHON, program, List.of(prefix));
    }

    private static boolean runs(HeavyRuntime runtime, Sandbox sandbox) {
        try {
            Confinement trial = new Confinement(runtime.needs(), List.of(), Path.of("/"), false, TRIAL, Share.ANY);
            Confined confined = sandbox.confine(trial, runtime.trial());
            boolean isHeld = confined.isolation() == sandbox.strongest();
            boolean answers = isHeld && answer(confined.command()).isPresent();
            confined.release().run();
            if (answers) {
                return true;
            }
            log.atWarn()
                    .addKeyValue("program", runtime.program())
                    .addKeyValue("isolation", confined.isolation().word())
                    .log("An interpreter does not run in the sandbox, and is not used");
        } catch (IOException | Problem refused) {
            log.atWarn().setCause(refused).log("An interpreter cannot be used");
        }
        return false;
    }

    /** What a command prints, line by line; nothing if it fails. */
    private static Optional<List<String>> answer(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .directory(new File("/"));
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME"));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String text = new String(process.getInputStream().readNBytes(4_096), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? Optional.of(text.strip().lines().toList()) : Optional.empty();
        } catch (IOException unusable) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
