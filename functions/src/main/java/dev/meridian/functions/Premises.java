package dev.meridian.functions;

import dev.meridian.functions.host.HostOrders;
import dev.meridian.functions.wire.FlightRecorder;
import dev.meridian.functions.wire.FlightRecorder.Flight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a node's function hosts: a private temporary directory (that others may pass through, but not list) with one sub-directory per host, and
 * the engine's library. Everything here blocks.
 */
record Premises(Path directory, Path library, Confines confines) {

    static final int FRAME_BYTES = 64 << 20;

    /** A host that has too much memory is ended by its node, which says so; only one that is faster is by the kernel. */
    private static final int SPARE_MIB = 512;

    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> ANYONE = PosixFilePermissions.fromString("rw-rw-rw-");

    static Premises prepare(HostSettings settings, Confines confines) throws IOException {
        Path directory = Files.createTempDirectory("meridian-functions");
        Files.setPosixFilePermissions(directory, PASSABLE);
        Files.createDirectories(confines.artefacts());
        return new Premises(directory, EngineLibrary.unpackedIn(settings.home()), confines);
    }

    /** Lets a host of another user come to the door, where it has to show its token. */
    static Doorway admit(Doorway doorway) throws IOException {
        Optional<Path> socket = doorway.socket();
        if (socket.isPresent()) {
            Files.setPosixFilePermissions(socket.get(), ANYONE);
        }
        return doorway;
    }

    HostProcess startHost(HostSettings settings, HostKind kind, Doorway doorway, String token) throws IOException {
        Path home = Files.createTempDirectory(directory, "host");
        return HostProcess.start(
                new HostOrders(
                        doorway.endpoint(),
                        token,
                        library,
                        recorder(home),
                        settings.lanes(),
                        settings.heapMiB(),
                        settings.isolates(),
                        FRAME_BYTES,
                        kind.isTrusted()),
                settings.residentMiB() + SPARE_MIB,
                home,
                confines.sandbox(),
                needs(doorway));
    }

    private List<Path> needs(Doorway doorway) {
        List<Path> needs = new ArrayList<>(List.of(library, confines.artefacts()));
        doorway.socket().ifPresent(needs::add);
        return needs;
    }

    /** What a dead host had been doing, and its last words; its files are removed. */
    static PostMortem examine(HostProcess dead) throws IOException {
        PostMortem found = new PostMortem(FlightRecorder.read(recorder(dead.directory())), dead.lastWords());
        delete(dead.directory());
        return found;
    }

    void delete() throws IOException {
        delete(directory);
    }

    record PostMortem(List<Flight> flights, String lastWords) {}

    private static Path recorder(Path home) {
        return home.resolve("recorder");
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
