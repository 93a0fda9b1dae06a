package dev.meridian.functions.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where this process may make control groups for memory, processors and processes: below its own group where there is a
 * hierarchy for each controller (cgroup); beside it where there is one for all (cgroup2), which wants no process in a group
 * that has groups, if its own is named {@link #SUBGROUP}.
 *
 * @param parents folders, each once
 * @param isUnified whether it is cgroup2
 */
record Hierarchies(List<Path> parents, boolean isUnified) {

    /** The name by which whoever starts a node says that the group above is the node's (systemd: {@code DelegateSubgroup=}). */
    static final String SUBGROUP = "meridian";

    private static final List<String> CONTROLLERS = List.of("memory", "cpu", "pids");

    static Optional<Hierarchies> find() throws IOException {
        return find(
                Files.readAllLines(Path.of("/proc/self/mountinfo")), Files.readAllLines(Path.of("/proc/self/cgroup")));
    }

    /**
     * @param mounts as {@code /proc/self/mountinfo} tells (proc_pid_mountinfo(5))
     * @param own as {@code /proc/self/cgroup} tells
     */
    static Optional<Hierarchies> find(List<String> mounts, List<String> own) {
        Map<String, Path> single = new TreeMap<>();
        Optional<Path> unified = Optional.empty();
        for (String line : mounts) {
            Mount mount = Mount.of(line);
            if (mount.type().equals("cgroup2")) {
                unified = path(own, "").map(mount::folder);
            } else if (mount.type().equals("cgroup")) {
                for (String controller : CONTROLLERS) {
                    if (mount.options().contains(controller)) {
                        path(own, controller).ifPresent(path -> single.put(controller, mount.folder(path)));
                    }
                }
            }
        }
        if (single.keySet().containsAll(CONTROLLERS)) {
            return Optional.of(
                    new Hierarchies(single.values().stream().distinct().toList(), false));
        }
        return unified.filter(group -> group.endsWith(SUBGROUP))
                .map(Path::getParent)
                .map(parent -> new Hierarchies(List.of(parent), true));
    }

    /** Has the groups to be made be bounded by all controllers. */
    void open() throws IOException {
        if (isUnified) {
            Files.writeString(
                    parents.getFirst().resolve("cgroup.subtree_control"), "+" + String.join(" +", CONTROLLERS));
        }
    }

    /** The path of this process's group; of the unified hierarchy for no controller. */
    private static Optional<String> path(List<String> own, String controller) {
        for (String line : own) {
            String[] parts = line.split(":", 3);
            if (Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
                return Optional.of(parts[2]);
            }
        }
        return Optional.empty();
    }

    /** A line of {@code mountinfo}: what part of the file system is mounted where. */
    private record Mount(String root, String point, String type, List<String> options) {

        static Mount of(String line) {
            List<String> fields = new ArrayList<>(List.of(line.split(" ", -1)));
            int dash = fields.indexOf("-");
            return new Mount(
                    fields.get(3),
                    fields.get(4),
                    fields.get(dash + 1),
                    Arrays.asList(fields.getLast().split(",", -1)));
        }

        Path folder(String path) {
            boolean isBelow = !root.equals("/") && path.startsWith(root);
            return Path.of(point, isBelow ? path.substring(root.length()) : path);
        }
    }
}
