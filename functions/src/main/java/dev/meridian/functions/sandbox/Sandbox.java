package dev.meridian.functions.sandbox;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wraps commands in the strongest isolation that the machine has for them. Every method blocks; safe for use by many
 * threads.
 */
public final class Sandbox {

    private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
    private static final int PATIENCE_SECONDS = 10;
    private static final ProcessLimits TRIAL = new ProcessLimits(64, 64, 16, 1);

    private final Tools tools;
    private final Isolation strongest;
    private final boolean isRequired;
    private final Optional<ControlGroups> groups;
    private final Users users = new Users();

    private Sandbox(Tools tools, Isolation strongest, boolean isRequired, Optional<ControlGroups> groups) {
        this.groups = groups;
        this.tools = tools;
        this.strongest = strongest;
        this.isRequired = isRequired;
    }

    /**
     * Tries what the machine has.
     *
     * @param isRequired whether a command that cannot be set apart from the node is refused
     */
    public static Sandbox find(boolean isRequired) {
        Tools tools = filtering(Tools.find());
        Sandbox found = new Sandbox(tools, strongest(tools), isRequired, ControlGroups.find());
        log.atInfo()
                .addKeyValue("isolation", found.strongest.word())
                .addKeyValue("filter", tools.filter().isPresent())
                .addKeyValue("groups", found.groups.isPresent())
                .addKeyValue("required", isRequired)
                .log("Functions are held in by");
        return found;
    }

    /** One that holds nothing in, for tests and for trusted code. */
    public static Sandbox open() {
        return new Sandbox(Tools.find(), Isolation.NONE, false, Optional.empty());
    }

    /** The same with no more than {@code isolation}, where the machine has as much. */
    public Sandbox atMost(Isolation isolation) {
        Isolation weaker = isolation.compareTo(strongest) > 0 ? isolation : strongest;
        boolean isPossible = weaker != Isolation.OWN_USER || hasOwnUsers(tools);
        return new Sandbox(tools, isPossible ? weaker : Isolation.LIMITS, isRequired, groups);
    }

    /** As {@link #find} does, one that refuses what it cannot set apart. */
    public Sandbox requiring() {
        return new Sandbox(tools, strongest, true, groups);
    }

    /** What is in force for commands whose files everybody may read; the others have less. */
    public Isolation strongest() {
        return strongest;
    }

    /**
     * Wraps a command; folders that are writable become its user's.
     *
     * @param command with the absolute path of its program
     * @throws Problem where isolation is required and cannot be had
     */
    public Confined confine(Confinement confinement, List<String> command) throws IOException {
        Isolation isolation = strongest;
        OptionalInt user = tools.isRoot() && hasOwnUsers(tools) && strongest.isApart()
                ? OptionalInt.of(users.next())
                : OptionalInt.empty();
        if (isolation == Isolation.OWN_USER && !reaches(user.orElseThrow(), confinement)) {
            isolation = Isolation.LIMITS;
            user = OptionalInt.empty();
        }
        if (isRequired && !isolation.isApart()) {
            throw refusal();
        }
        if (user.isPresent()) {
            for (Path folder : confinement.writable()) {
                give(folder, user.getAsInt());
            }
        }
        List<Path> group = isolation == Isolation.NONE ? List.of() : group(confinement);
        List<String> whole = joining(group, wrapped(confinement, command, isolation, user));
        return new Confined(whole, isolation, user, () -> groups.ifPresent(makers -> makers.release(group)));
    }

    private List<Path> group(Confinement confinement) throws IOException {
        return groups.isPresent()
                ? groups.get().create(confinement.share(), confinement.limits().processes())
                : List.of();
    }

    /** A command that joins a control group first, with the node's rights still. */
    private static List<String> joining(List<Path> group, List<String> command) {
        if (group.isEmpty()) {
            return command;
        }
        String script =
                "while test \"$1\" != --; do echo $$ > \"$1/cgroup.procs\" || exit 125; shift; done; shift; exec \"$@\"";
        List<String> whole = new ArrayList<>(List.of("/bin/sh", "-c", script, "group"));
        group.forEach(folder -> whole.add(folder.toString()));
        whole.add("--");
        whole.addAll(command);
        return whole;
    }

    /** Whether commands are held to their shares together, and not each of their processes alone. */
    public boolean hasGroups() {
        return groups.isPresent();
    }

    private List<String> wrapped(Confinement confinement, List<String> command, Isolation isolation, OptionalInt user)
            throws IOException {
        List<String> whole = new ArrayList<>();
        if (isolation == Isolation.BUBBLEWRAP) {
            tools.filter()
                    .ifPresent(file ->
                            whole.addAll(List.of("/bin/sh", "-c", "exec 9<\"$0\"; exec \"$@\"", file.toString())));
            whole.add(tools.bwrap().orElseThrow().toString());
            whole.addAll(BubblewrapArguments.of(confinement, tools.isRoot()));
            if (tools.filter().isPresent()) {
                whole.addAll(List.of("--seccomp", "9"));
            }
            whole.add("--");
        }
        user.ifPresent(number -> whole.addAll(asUser(tools, number)));
        if (isolation != Isolation.NONE) {
            tools.prlimit().ifPresent(prlimit -> {
                whole.add(prlimit.toString());
                boolean countsProcesses = isolation.isApart();
                whole.addAll(confinement.limits().arguments(countsProcesses));
                whole.add("--");
            });
        }
        whole.addAll(command);
        return whole;
    }

    private static List<String> asUser(Tools tools, int user) {
        String id = String.valueOf(user);
        return List.of(
                tools.setpriv().orElseThrow().toString(),
                "--reuid",
                id,
                "--regid",
                id,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--");
    }

    private static Problem refusal() {
        return Problem.of(
                ProblemType.SERVER_ERROR,
                "This node must not run functions without isolation (functions.isolation.required), and its machine has"
                        + " none to offer: install bubblewrap, or run the node as root with setpriv and prlimit.");
    }

    private static Isolation strongest(Tools tools) {
        if (tools.prlimit().isEmpty()) {
            return Isolation.NONE;
        }
        if (tools.bwrap().isPresent() && (!tools.isRoot() || hasOwnUsers(tools)) && bubblewrapRuns(tools)) {
            return Isolation.BUBBLEWRAP;
        }
        if (tools.bwrap().isPresent()) {
            log.atWarn().log("Bubblewrap is there and does not run on this machine: functions are held in by less");
        }
        return hasOwnUsers(tools) ? Isolation.OWN_USER : Isolation.LIMITS;
    }

    /** With a filter of system calls, where there is one for the machine and the kernel takes it. */
    private static Tools filtering(Tools tools) {
        if (tools.bwrap().isEmpty()) {
            return tools;
        }
        try {
            Tools candidate = tools.filtering(SystemCallFilter.write());
            return bubblewrapRuns(candidate) ? candidate : tools;
        } catch (IOException unwritable) {
            log.atWarn().setCause(unwritable).log("There is no place for a filter of system calls");
            return tools;
        }
    }

    private static boolean hasOwnUsers(Tools tools) {
        return tools.isRoot() && tools.setpriv().isPresent() && tools.prlimit().isPresent();
    }

    private static boolean bubblewrapRuns(Tools tools) {
        try {
            Confinement trial = new Confinement(List.of(), List.of(), Path.of("/"), false, TRIAL, Share.ANY);
            return succeeds(new Sandbox(tools, Isolation.BUBBLEWRAP, false, Optional.empty())
                    .confine(trial, List.of("/bin/sh", "-c", "exit 0"))
                    .command());
        } catch (IOException unusable) {
            log.atWarn().setCause(unusable).log("Bubblewrap is there and cannot be used");
            return false;
        }
    }

    /** Whether a user may read all that is needed, and may pass through the folders above what is to be its own. */
    private boolean reaches(int user, Confinement confinement) throws IOException {
        List<String> test = new ArrayList<>(asUser(tools, user));
        String script = "while test $# -gt 0; do test \"$1\" \"$2\" || exit 1; shift 2; done";
        test.addAll(List.of("/bin/sh", "-c", script, "reach"));
        confinement.readable().forEach(path -> test.addAll(List.of("-r", path.toString())));
        confinement.writable().forEach(path -> test.addAll(List.of("-x", String.valueOf(path.getParent()))));
        return succeeds(test);
    }

    private static boolean succeeds(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process process = builder.start();
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    private static void give(Path folder, int user) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return own(path);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                return own(path);
            }

            private FileVisitResult own(Path path) throws IOException {
                Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
