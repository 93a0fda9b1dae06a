package dev.meridian.functions.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control groups below the node's own (cgroups(7)), one for each command: there the kernel holds it, with all that it starts,
 * to its {@link Share}. Every method blocks; safe for use by many threads.
 */
final class ControlGroups {

    private static final Logger log = LoggerFactory.getLogger(ControlGroups.class);
    private static final String PREFIX = "meridian-";
    private static final long PERIOD_MICROS = 100_000;
    private static final long LEAST_QUOTA_MICROS = 1_000;

    /** Of this process, in which several nodes may be. */
    private static final AtomicLong LAST = new AtomicLong();

    /** Gone groups of processes that were still ending when their groups were to be removed. */
    private final Queue<Path> left = new ConcurrentLinkedQueue<>();

    private final Hierarchies hierarchies;
    private final long pid;

    private ControlGroups(Hierarchies hierarchies) {
        this.hierarchies = hierarchies;
        this.pid = ProcessHandle.current().pid();
    }

    /** What the node may make groups in, found out by trying; removes those of nodes that are no more. */
    static Optional<ControlGroups> find() {
        try {
            return Hierarchies.find().map(ControlGroups::new).filter(ControlGroups::works);
        } catch (IOException | UnsupportedOperationException none) {
            log.atDebug().setCause(none).log("There are no control groups for functions");
            return Optional.empty();
        }
    }

    private boolean works() {
        try {
            hierarchies.open();
            sweep();
            release(create(new Share(64, 1), 16));
            return true;
        } catch (IOException refused) {
            log.atDebug().setCause(refused).log("Control groups cannot be made here");
            return false;
        }
    }

    /**
     * Makes a group; the folders into whose {@code cgroup.procs} a process writes itself before it begins.
     *
     * @param processes and threads in it, at most
     */
    List<Path> create(Share share, int processes) throws IOException {
        release(takeLeft());
        List<Path> made = new ArrayList<>();
        try {
            String name = PREFIX + pid + '-' + LAST.incrementAndGet();
            for (Path parent : hierarchies.parents()) {
                made.add(Files.createDirectory(parent.resolve(name)));
            }
            bound(made, share, processes);
            return made;
        } catch (IOException refused) {
            release(made);
            throw refused;
        }
    }

    /** Removes a group, now or, when a process of it is still ending, before the next is made. */
    void release(List<Path> group) {
        for (Path folder : group) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException busy) {
                left.add(folder);
            }
        }
    }

    private void bound(List<Path> group, Share share, int processes) throws IOException {
        long quota = Math.max(LEAST_QUOTA_MICROS, Math.round(share.cpus() * PERIOD_MICROS));
        if (share.memoryMiB() > 0) {
            set(
                    group,
                    hierarchies.isUnified() ? "memory.max" : "memory.limit_in_bytes",
                    (long) share.memoryMiB() << 20);
        }
        if (share.cpus() > 0 && hierarchies.isUnified()) {
            set(group, "cpu.max", quota + " " + PERIOD_MICROS);
        } else if (share.cpus() > 0) {
            set(group, "cpu.cfs_period_us", PERIOD_MICROS);
            set(group, "cpu.cfs_quota_us", quota);
        }
        set(group, "pids.max", processes);
    }

    /** In whichever of the folders has such a file. */
    private static void set(List<Path> group, String file, Object value) throws IOException {
        for (Path folder : group) {
            if (Files.exists(folder.resolve(file))) {
                Files.writeString(folder.resolve(file), String.valueOf(value));
                return;
            }
        }
        throw new IOException("No control group has " + file);
    }

    private List<Path> takeLeft() {
        List<Path> taken = new ArrayList<>();
        for (Path folder = left.poll(); folder != null; folder = left.poll()) {
            taken.add(folder);
        }
        return taken;
    }

    private void sweep() throws IOException {
        for (Path parent : hierarchies.parents()) {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, PREFIX + "[0-9]*-*")) {
                for (Path group : groups) {
                    String owner = group.getFileName().toString().split("-", 3)[1];
                    if (!Files.exists(Path.of("/proc", owner))) {
                        release(List.of(group));
                    }
                }
            }
        }
        left.clear();
    }
}
