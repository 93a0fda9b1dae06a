package dev.meridian.launcher.bench.databases;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Has a database write down what it runs, for as long as this is open; reads it there. */
final class StatementLog implements AutoCloseable {

    private static final int ATTEMPTS = 50;

    private final RegionDatabase database;

    /** Makes a server send statements. */
    interface Request {
        void send() throws IOException, InterruptedException;
    }

    private StatementLog(RegionDatabase database) {
        this.database = database;
    }

    static StatementLog open(RegionDatabase database) throws InterruptedException {
        database.run("alter system set log_line_prefix = '" + Statement.PREFIX + "'");
        database.run("alter system set log_statement = 'all'");
        database.run("select pg_reload_conf()");
        return new StatementLog(database);
    }

    /**
     * The statements of a request that has been sent before, when whatever is kept had been looked up.
     *
     * @param names by which its statements are known from the others'
     * @param among of these, the one that must be there
     */
    List<Statement> of(Set<String> names, Set<String> among, Request request) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int before = bytes().length;
            request.send();
            byte[] after = bytes();
            List<Statement> statements = Statement.about(
                    names, Statement.read(new String(after, before, after.length - before, StandardCharsets.UTF_8)));
            if (statements.stream().anyMatch(statement -> statement.mentions(among))) {
                return statements;
            }
            // Sessions hear of the setting one by one.
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the database has not written down what a request made it run; see " + database.log());
    }

    private byte[] bytes() throws IOException {
        return Files.readAllBytes(database.log());
    }

    @Override
    public void close() {
        try {
            for (String setting : List.of("log_statement", "log_line_prefix")) {
                database.run("alter system reset " + setting);
            }
            database.run("select pg_reload_conf()");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
