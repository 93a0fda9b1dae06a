package dev.meridian.region.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own on the loopback address, a child process. Its data outlives it; it stops when we stop,
 * and where the system allows also when we are killed. Every method blocks.
 */
final class EmbeddedServer {

    static final String USER = "meridian";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 20;

    private final Path folder;
    private final Path home;
    private final Unprivileged way;
    private final int port;
    private final Process process;

    private EmbeddedServer(Path folder, Path home, Unprivileged way, int port)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.home = home;
        this.way = way;
        this.port = port;
        initialise();
        this.process = launch();
    }

    /** Starts the server, making its data folder first if there is none. */
    static EmbeddedServer start(DatabaseSettings settings) throws IOException, InterruptedException {
        Path folder = settings.folder().toAbsolutePath();
        Files.createDirectories(folder);
        Path home = ServerBinaries.unpacked(settings.binaries());
        int port = settings.port() == 0 ? freePort() : settings.port();
        EmbeddedServer server = new EmbeddedServer(folder, home, Unprivileged.available(), port);
        server.awaitReady();
        return server;
    }

    int port() {
        return port;
    }

    String password() throws IOException {
        return Files.readString(passwordFile());
    }

    /** Lets what runs finish or roll back, and waits for the end. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            log.atWarn().addKeyValue("pid", process.pid()).log("PostgreSQL did not stop in time and is killed");
            process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path passwordFile() {
        return folder.resolve("password");
    }

    private Path logFile() {
        return folder.resolve("postgres.log");
    }

    /** Makes the data folder beside its place and moves it there whole; a crash in between leaves nothing half made. */
    private void initialise() throws IOException, InterruptedException {
        if (Files.exists(data())) {
            checkData();
            return;
        }
        Files.writeString(passwordFile(), RandomPassword.draw());
        Files.setPosixFilePermissions(passwordFile(), PosixFilePermissions.fromString("rw-------"));
        Path fresh = folder.resolve("data.new");
        if (Files.exists(fresh)) {
            Folders.delete(fresh);
        }
        Files.createDirectory(
                fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        way.own(fresh);
        Path handed = Files.copy(
                passwordFile(),
                folder.resolve("password.new"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        way.own(handed);
        try {
            run(List.of(
                    home.resolve("bin/initdb").toString(),
                    "-D",
                    fresh.toString(),
                    "-U",
                    USER,
                    "--auth=scram-sha-256",
                    "--pwfile",
                    handed.toString(),
                    "-E",
                    "UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--data-checksums"));
        } finally {
            Files.delete(handed);
        }
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void checkData() throws IOException {
        Path version = data().resolve("PG_VERSION");
        if (!Files.exists(version) || !Files.exists(passwordFile())) {
            throw new DatabaseException("The database folder " + folder
                    + " is damaged: it lacks data/PG_VERSION or its password file. Restore it, or move it away to begin"
                    + " with an empty database");
        }
        String found = Files.readString(version).strip();
        String ours = major();
        if (!found.equals(ours)) {
            throw new DatabaseException("The database folder " + folder + " is of PostgreSQL " + found
                    + ", but this is Meridian with PostgreSQL " + ours
                    + "; upgrade it with pg_upgrade, or move it away");
        }
    }

    private String major() throws IOException {
        String bki = Files.readString(home.resolve("share/postgresql/postgres.bki"), StandardCharsets.ISO_8859_1);
        return bki.lines().findFirst().orElse("").replaceAll("[^0-9]", "");
    }

    private void run(List<String> program) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(way.command(program))
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile())
                .start();
        if (!child.waitFor(START_SECONDS, TimeUnit.SECONDS) || child.exitValue() != 0) {
            child.destroyForcibly();
            throw new DatabaseException("The database folder " + folder + " could not be made: " + logTail());
        }
    }

    /**
     * Starts the server from a thread that lives as long as the server does: the kernel stops the child when the thread
     * that started it ends, not only when the whole process does.
     */
    private Process launch() throws IOException, InterruptedException {
        List<String> command = way.boundCommand(List.of(
                home.resolve("bin/postgres").toString(),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=256MB",
                "-c",
                "max_wal_size=1GB",
                "-c",
                "max_connections=200"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile());
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread warden = new Thread(() -> guard(builder, started), "postgres-" + port);
        warden.setDaemon(true);
        warden.start();
        try {
            return started.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new DatabaseException("PostgreSQL could not be started: " + e.getMessage(), e);
        }
    }

    private static void guard(ProcessBuilder builder, CompletableFuture<Process> started) {
        try {
            Process process = builder.start();
            started.complete(process);
            int status = process.waitFor();
            log.atDebug().addKeyValue("status", status).log("PostgreSQL has stopped");
        } catch (IOException e) {
            started.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!isReady()) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                throw new DatabaseException("PostgreSQL did not start in " + folder + ": " + logTail());
            }
            if (System.nanoTime() > until) {
                stop();
                throw new DatabaseException("PostgreSQL was not ready within " + START_SECONDS + " s: " + logTail());
            }
        }
    }

    /** The lock file of a server that died before may still lie there; only our own child's counts. */
    private boolean isReady() throws IOException {
        Path lock = data().resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return false;
        }
        List<String> lines = Files.readAllLines(lock);
        return lines.size() >= 8
                && lines.getFirst().strip().equals(Long.toString(process.pid()))
                && lines.get(7).strip().equals("ready");
    }

    private String logTail() throws IOException {
        List<String> lines = Files.readAllLines(logFile());
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
