package dev.meridian.functions;

import dev.meridian.functions.host.HostOrders;
import dev.meridian.functions.wire.FlightRecorder;
import dev.meridian.functions.wire.FlightRecorder.Flight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a node's function hosts: a private temporary directory (mode 0700) with one sub-directory per host, and
 * the engine's library. Everything here blocks.
 */
record Premises(Path directory, Path library) {

    static final int FRAME_BYTES = 64 << 20;

    static Premises prepare(HostSettings settings) throws IOException {
        return new Premises(Files.createTempDirectory("meridian-functions"), EngineLibrary.unpackedIn(settings.home()));
    }

    HostProcess startHost(HostSettings settings, String endpoint, String token) throws IOException {
        Path home = Files.createTempDirectory(directory, "host");
        return HostProcess.start(
                new HostOrders(
                        endpoint,
                        token,
                        library,
                        recorder(home),
                        settings.lanes(),
                        settings.heapMiB(),
                        settings.isolates(),
                        FRAME_BYTES),
                home);
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
