package dev.meridian.edge.functions;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.file.Erasure;
import dev.meridian.proto.deployments.v1.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Launch specifications on disk, readable by this node's user only: they hold secrets. Every method blocks. */
final class LaunchFolder {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchFolder.class);

    private static final String SUFFIX = ".launch";

    private final Path root;

    LaunchFolder(Path root) throws IOException {
        this.root = Files.createDirectories(
                root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    Optional<Launch> find(String project, String function) throws IOException {
        Path file = file(project, function);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Launch.parseFrom(Files.readAllBytes(file)));
        } catch (InvalidProtocolBufferException broken) {
            LOG.atWarn().addKeyValue("function", function).setCause(broken).log("Set a broken launch aside");
            Files.move(file, file.resolveSibling(file.getFileName() + ".broken"), StandardCopyOption.REPLACE_EXISTING);
            return Optional.empty();
        }
    }

    /** Removes the launches of functions that are no more, and what was left half written. */
    void tidy(BiPredicate<String, String> isFunction) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            for (Path file : files.toList()) {
                String[] name = file.getFileName().toString().split("~", 2);
                boolean isKnown = name.length == 2
                        && name[1].endsWith(SUFFIX)
                        && isFunction.test(name[0], name[1].substring(0, name[1].length() - SUFFIX.length()));
                if (!isKnown) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Erases the launches of projects that may not be executed here. */
    void erase(Predicate<String> isForbidden) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            for (Path file : files.toList()) {
                if (isForbidden.test(file.getFileName().toString().split("~", 2)[0])) {
                    Erasure.erase(file);
                }
            }
        }
    }

    void keep(Launch launch) throws IOException {
        Path file = file(launch.getProjectId(), launch.getFunctionId());
        Path fresh = Files.createTempFile(
                root,
                "launch-",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, launch.toByteArray());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** IDs hold neither slashes nor tildes and begin with a letter or digit (contract section 2.5). */
    private Path file(String project, String function) {
        return root.resolve(project + "~" + function + SUFFIX);
    }
}
