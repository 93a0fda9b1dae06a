package dev.meridian.core.archive;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks and packs gzipped tar archives. Every method blocks. */
public final class Archive {

    /**
     * A packed archive.
     *
     * @param sha256 of the file, lower-case hex
     * @param bytes its length
     */
    public record Packed(String sha256, long bytes) {}

    private Archive() {}

    /**
     * Unpacks an archive from outside into a folder that does not exist yet. Ownership, modes and times of the archive
     * are ignored.
     *
     * @return how many files were written
     * @throws Problem naming the entry and the rule that it broke: absolute names, {@code ..}, links, devices, names
     *     twice, more or larger entries than the limits allow, broken gzip or tar. The folder is gone again then.
     * @throws IOException if the disk fails; the folder is gone again
     */
    public static int unpack(Path tarGz, Path into, ArchiveLimits limits) throws IOException {
        Files.createDirectory(into);
        boolean whole = false;
        try (InputStream file = Files.newInputStream(tarGz);
                InputStream plain = unzip(file)) {
            int files = unpack(new TarReader(plain, limits), into);
            whole = true;
            return files;
        } finally {
            if (!whole) {
                remove(into);
            }
        }
    }

    private static InputStream unzip(InputStream file) throws IOException {
        try {
            return new BufferedInputStream(new GZIPInputStream(file, 1 << 16), 1 << 16);
        } catch (IOException e) {
            throw Problem.of(ProblemType.BAD_REQUEST, "The archive is not gzip: " + e.getMessage());
        }
    }

    private static int unpack(TarReader tar, Path into) throws IOException {
        Set<String> seen = new HashSet<>();
        int files = 0;
        for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            TarEntry entry = next.get();
            if (entry.name().isEmpty()) {
                continue;
            }
            if (!seen.add(entry.name()) && !entry.isFolder()) {
                throw TarReader.broken(entry.name(), "comes twice");
            }
            Path target = target(into, entry);
            try {
                if (entry.isFolder()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                        tar.copyTo(out);
                    }
                    files++;
                }
            } catch (FileAlreadyExistsException e) {
                throw TarReader.broken(entry.name(), "is at once a file and a folder, or differs only in case");
            }
        }
        return files;
    }

    private static Path target(Path into, TarEntry entry) {
        try {
            return into.resolve(entry.name());
        } catch (InvalidPathException e) {
            throw TarReader.broken(
                    entry.name(), "has a name that this node cannot write; it was not started in a UTF-8 locale");
        }
    }

    /**
     * Packs the plain files below a folder: sorted by name, without owners, modes and times, so that the same content
     * makes the same bytes. Links are left out, wherever they lead.
     */
    public static Packed pack(Path folder, Path tarGz) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream file = Files.newOutputStream(tarGz);
                DigestOutputStream digested = new DigestOutputStream(file, digest);
                TarWriter tar = new TarWriter(new GZIPOutputStream(digested, 1 << 16))) {
            for (Path path : plainFiles(folder)) {
                tar.add(folder.relativize(path).toString().replace('\\', '/'), path);
            }
        }
        return new Packed(HexFormat.of().formatHex(digest.digest()), Files.size(tarGz));
    }

    private static List<Path> plainFiles(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    /** Removes a folder with all that is in it, links unfollowed; of no effect if it is not there. */
    public static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
