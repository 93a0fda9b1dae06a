package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.NpmPrograms;
import dev.meridian.launcher.bench.stage.Programs;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Parse Server over a database of its own in the region's PostgreSQL; it logs no requests. */
final class ParseServer {

    private static final String VERSION = "9.10.0";

    /** Which Parse Server's batches work with. */
    private static final String ROUTER = "router@2.2.0";

    private static final String DATABASE = "parse";

    /** As many as a region has for reads and for writes together. */
    private static final int CONNECTIONS = 16;

    private ParseServer() {}

    /** Empty, and said so, where it cannot be had. */
    static Optional<Contender> start(Path folder, int port, RegionDatabase database)
            throws IOException, InterruptedException {
        Optional<Path> node = Programs.find("node");
        Optional<Path> program = node.isEmpty()
                ? Optional.empty()
                : new NpmPrograms(folder).install("parse-server", VERSION, "parse-server/bin/parse-server", ROUTER);
        if (program.isEmpty()) {
            System.out.println("  Parse Server is left out" + (node.isEmpty() ? ": node is not installed" : ""));
            return Optional.empty();
        }
        database.run("create database " + DATABASE);
        JsonObject settings = new JsonObject()
                .put("appId", ParseApi.APPLICATION)
                .put("masterKey", ParseApi.MASTER_KEY)
                .put("masterKeyIps", new JsonArray(List.of("127.0.0.1")))
                .put(
                        "databaseURI",
                        "postgres://" + RegionDatabase.USER + ":" + database.password() + "@" + RegionDatabase.HOST
                                + ":" + database.port() + "/" + DATABASE + "?poolSize=" + CONNECTIONS)
                .put("host", "127.0.0.1")
                .put("port", port)
                .put("mountPath", ParseApi.MOUNT)
                .put("serverURL", "http://127.0.0.1:" + port + ParseApi.MOUNT)
                .put("silent", true);
        Path file = Files.writeString(folder.resolve("settings.json"), settings.encode());
        return Optional.of(Contender.start(
                "Parse Server " + VERSION,
                port,
                folder,
                List.of(
                        "/usr/bin/env",
                        "NODE_ENV=production",
                        "PARSE_SERVER_LOGS_FOLDER=" + folder.resolve("logs"),
                        node.get().toString(),
                        program.get().toString(),
                        file.toString())));
    }

    /** Makes the class through its API, an index as Meridian has, and the same rows. */
    static void load(HttpSubject server, Vertx vertx, RegionDatabase database, Dataset rows)
            throws IOException, InterruptedException {
        server.post(
                ParseApi.MOUNT + "/schemas/" + ParseApi.CLASS,
                new JsonObject()
                        .put("className", ParseApi.CLASS)
                        .put(
                                "fields",
                                new JsonObject()
                                        .put("name", type("String"))
                                        .put("kind", type("Number"))
                                        .put("price", type("Number"))
                                        .put("stamp", type("Date"))
                                        .put("body", type("String"))));
        try (RegionDatabase its = database.other(vertx, DATABASE)) {
            its.run("create index by_price on \"" + ParseApi.CLASS + "\" (kind, price)");
            its.run("insert into \"" + ParseApi.CLASS
                    + "\" (\"objectId\", \"createdAt\", \"updatedAt\", name, kind, price, stamp, body) select "
                    + Dataset.ID + ", t, t, " + Dataset.VALUES + rows.source());
            its.run("vacuum analyze \"" + ParseApi.CLASS + "\"");
        }
    }

    private static JsonObject type(String name) {
        return new JsonObject().put("type", name);
    }
}
