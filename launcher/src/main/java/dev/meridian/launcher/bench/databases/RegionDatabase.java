package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.Starting;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The embedded PostgreSQL of a region, by its superuser; every method blocks. */
final class RegionDatabase implements AutoCloseable {

    static final String USER = "meridian";
    static final String HOST = "127.0.0.1";

    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final PgConnection connection;
    private final Path folder;
    private final PgConnectOptions options;

    private RegionDatabase(PgConnection connection, Path folder, PgConnectOptions options) {
        this.connection = connection;
        this.folder = folder;
        this.options = options;
    }

    /** @param regionFolder where the region has its data */
    static RegionDatabase connect(Vertx vertx, Path regionFolder) throws IOException, InterruptedException {
        Path folder = regionFolder.resolve("postgres");
        PgConnectOptions options = new PgConnectOptions()
                .setHost(HOST)
                .setPort(Integer.parseInt(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                        .get(3)))
                .setUser(USER)
                .setPassword(Files.readString(folder.resolve("password")))
                .setDatabase("postgres");
        return new RegionDatabase(connection(vertx, options), folder, options);
    }

    /** The same server's database of another name. */
    RegionDatabase other(Vertx vertx, String name) throws InterruptedException {
        PgConnectOptions others = new PgConnectOptions(options).setDatabase(name);
        return new RegionDatabase(connection(vertx, others), folder, others);
    }

    private static PgConnection connection(Vertx vertx, PgConnectOptions options) throws InterruptedException {
        return Starting.await(PgConnection.connect(vertx, options), Duration.ofSeconds(20), "a connection");
    }

    int port() {
        return options.getPort();
    }

    String password() {
        return options.getPassword();
    }

    /** What the server says, requests included where it is told to say them. */
    Path log() {
        return folder.resolve("postgres.log");
    }

    /** Runs one statement; its text is the bench's own. */
    void run(String sql) throws InterruptedException {
        Starting.await(connection.query(sql).execute(), LONGEST, "a statement of the bench");
    }

    /** The texts of a statement's first column. */
    List<String> texts(String sql) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        for (Row row : Starting.await(connection.query(sql).execute(), LONGEST, "a statement of the bench")) {
            texts.add(row.getString(0));
        }
        return texts;
    }

    @Override
    public void close() {
        Starting.settle(connection.close(), Duration.ofSeconds(5));
    }
}
