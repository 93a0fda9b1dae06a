package dev.meridian.edge.artefacts;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.archive.ArchiveLimits;
import dev.meridian.core.file.Erasure;
import dev.meridian.core.id.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Unpacked artefacts by SHA-256, bounded in bytes: the longest unused go first. Every method blocks. A folder is there
 * whole or not at all.
 */
public final class ArtefactFolder {

    /** One used this lately may be in use still, and is not removed. */
    private static final Duration IN_USE = Duration.ofMinutes(10);

    private final Path root;
    private final long limit;
    private final InstantSource clock;
    private final Ids ids;

    /** @param limit in bytes */
    public ArtefactFolder(Path root, long limit, InstantSource clock, Ids ids) throws IOException {
        this.root = Files.createDirectories(root);
        this.limit = limit;
        this.clock = clock;
        this.ids = ids;
        clearUnfinished();
    }

    /** Where an artefact is, marked as used now; nothing if it is not held. */
    public Optional<Path> find(String sha256) throws IOException {
        Path folder = root.resolve(sha256);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
        return Optional.of(folder);
    }

    /** Where an artefact may be received; in the same file system. */
    public Path unfinished() {
        return root.resolve("unfinished-" + ids.unique());
    }

    /** Unpacks a checked archive, then removes it. */
    private synchronized Path keep(String sha256, Path archive) throws IOException {
        Path unpacked = unfinished();
        try {
            Archive.unpack(archive, unpacked, ArchiveLimits.ARTEFACT);
            Path folder = root.resolve(sha256);
            if (!Files.isDirectory(folder)) {
                Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
            makeRoom();
            return folder;
        } finally {
            Files.deleteIfExists(archive);
            remove(unpacked);
        }
    }

    /** Where an artefact is that was found before or has just been received; what was received is gone then. */
    public Path keepUnless(Optional<Path> held, String sha256, Path archive) throws IOException {
        if (held.isPresent()) {
            Files.deleteIfExists(archive);
            return held.get();
        }
        return keep(sha256, archive);
    }

    /** Removes what is not among these and was not used lately. */
    public synchronized void tidy(Set<String> needed) throws IOException {
        Instant lately = clock.instant().minus(IN_USE);
        for (Path folder : folders().toList()) {
            if (!needed.contains(folder.getFileName().toString())
                    && usedAt(folder).toInstant().isBefore(lately)) {
                remove(folder);
            }
        }
    }

    /** Erases what is not among these, used lately or not. */
    public synchronized void eraseOthers(Set<String> kept) throws IOException {
        for (Path folder : folders().toList()) {
            if (!kept.contains(folder.getFileName().toString())) {
                Erasure.erase(folder);
            }
        }
    }

    private void makeRoom() throws IOException {
        List<Path> oldestFirst =
                folders().sorted(Comparator.comparing(ArtefactFolder::usedAt)).toList();
        long bytes = 0;
        for (Path folder : oldestFirst) {
            bytes += size(folder);
        }
        Instant lately = clock.instant().minus(IN_USE);
        for (Path folder : oldestFirst) {
            if (bytes <= limit || usedAt(folder).toInstant().isAfter(lately)) {
                return;
            }
            bytes -= size(folder);
            remove(folder);
        }
    }

    private void clearUnfinished() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            for (Path path : all.toList()) {
                if (path.getFileName().toString().startsWith("unfinished-")) {
                    remove(path);
                }
            }
        }
    }

    private Stream<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(path -> !path.getFileName().toString().startsWith("unfinished-")).toList().stream();
        }
    }

    private static FileTime usedAt(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
