package dev.meridian.functions.worker;

import dev.meridian.core.archive.Archive;
import dev.meridian.functions.Doorway;
import dev.meridian.functions.Launch;
import dev.meridian.functions.sandbox.Confined;
import dev.meridian.functions.sandbox.Confinement;
import dev.meridian.functions.sandbox.Isolation;
import dev.meridian.functions.sandbox.ProcessLimits;
import dev.meridian.functions.sandbox.Share;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a node's workers: a temporary folder that others may pass through but not list, with the workers'
 * programs and a folder for each process. Everything here blocks.
 */
record WorkerPremises(Path directory, Path programs) {

    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> ANYONE = PosixFilePermissions.fromString("rw-rw-rw-");
    private static final Path PRIVATE_TEMPORARY = Path.of("/tmp");
    private static final int OPEN_FILES = 1_024;
    private static final int PROCESSES = 64;
    private static final int FILE_MIB = 64;

    /** What an interpreter has beside what a function's code asks for: stacks of threads, compiled code. */
    private static final int SPARE_MIB = 256;

    static WorkerPremises prepare() throws IOException {
        Path directory = Files.createTempDirectory("meridian-workers");
        Files.setPosixFilePermissions(directory, PASSABLE);
        Path programs = Files.createDirectory(directory.resolve("programs"));
        Files.setPosixFilePermissions(programs, READABLE);
        for (HeavyRuntime.Language language : HeavyRuntime.Language.values()) {
            unpack(language.resource(), programs);
            if (!language.part().isEmpty()) {
                unpack(language.part(), programs);
            }
        }
        return new WorkerPremises(directory, programs);
    }

    private static void unpack(String resource, Path programs) throws IOException {
        Path file = programs.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try (InputStream program = WorkerPremises.class.getResourceAsStream(resource)) {
            if (program == null) {
                throw new IOException(resource + " is missing in this build");
            }
            Files.copy(program, file);
        }
        Files.setPosixFilePermissions(file, READABLE);
    }

    /** For one worker. */
    Path folder() throws IOException {
        Path folder = Files.createTempDirectory(directory, "worker");
        Files.setPosixFilePermissions(folder, PASSABLE);
        return folder;
    }

    /** Removes the folder of a worker that could not be started. */
    static Path discard(Path folder) throws IOException {
        Archive.remove(folder);
        return folder;
    }

    /** Lets a worker of another user come to the door, where it has to show its token. */
    private static void admit(Doorway doorway) throws IOException {
        Optional<Path> socket = doorway.socket();
        if (socket.isPresent()) {
            Files.setPosixFilePermissions(socket.get(), ANYONE);
        }
    }

    /** @param folder of its own, where its doorway is */
    WorkerProcess start(WorkerSettings settings, Path folder, Doorway doorway, Worker worker) throws IOException {
        admit(doorway);
        HeavyRuntime runtime = worker.crew().runtime();
        Launch launch = worker.crew().launch();
        boolean isAlone = settings.sandbox().strongest() == Isolation.BUBBLEWRAP;
        Path own = isAlone ? PRIVATE_TEMPORARY : Files.createDirectory(folder.resolve("own"));
        Path artefact = launch.artefact().toAbsolutePath();
        List<Path> readable = new ArrayList<>(runtime.needs());
        readable.add(programs);
        readable.add(artefact);
        doorway.socket().ifPresent(readable::add);
        int memoryMiB = launch.limits().heapMiB();
        Confined confined = settings.sandbox()
                .confine(
                        new Confinement(
                                readable,
                                isAlone ? List.of() : List.of(own),
                                artefact,
                                settings.hasNetwork(),
                                new ProcessLimits(memoryMiB + SPARE_MIB, OPEN_FILES, PROCESSES, FILE_MIB),
                                new Share(memoryMiB + SPARE_MIB + FILE_MIB, launch.cpus())),
                        runtime.command(programs, memoryMiB));
        JsonObject orders = new JsonObject().put("endpoint", doorway.endpoint()).put("token", worker.token());
        return WorkerProcess.start(confined, folder, own, List.of(runtime.program()), orders);
    }

    /** Resident memory at which all processes of one worker are ended, in bytes. */
    static long mostBytes(Launch launch) {
        return (long) (launch.limits().heapMiB() + SPARE_MIB) << 20;
    }

    void delete() throws IOException {
        Archive.remove(directory);
    }
}
