package dev.meridian.launcher.bench.databases;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that do the same operations.
 *
 * @param ways to the region, its own door first
 * @param pgbench the region's statements, without the region
 * @param peers other servers
 */
record Contestants(List<HttpSubject> ways, List<PgBenchSubject> pgbench, List<HttpSubject> peers) {

    /** As many as a region has for reads, and as many for writes. */
    private static final int REGION_CONNECTIONS = 8;

    private static final int WARM_UP_SECONDS = 20;

    static Contestants of(List<HttpSubject> ways) {
        return new Contestants(ways, List.of(), List.of());
    }

    Contestants withPeer(HttpSubject peer) {
        return new Contestants(ways, pgbench, List.of(peer));
    }

    Contestants withStatements(PgBench program, Map<Operation, PgScript> recorded) {
        int many = DatabasesBench.CONNECTIONS;
        int few = REGION_CONNECTIONS;
        return new Contestants(
                ways,
                List.of(
                        new PgBenchSubject("pgbench, the statements of a request", program, many, recorded),
                        new PgBenchSubject("pgbench, the same, " + few + " connections", program, few, recorded)),
                peers);
    }

    HttpSubject region() {
        return ways.getFirst();
    }

    /**
     * The ways first. A request that repeats one statement is left to few connections of pgbench: it prepares each of the
     * hundred for itself in every connection, which with many of them outlasts a round.
     */
    List<Subject> subjects(Operation operation) {
        Stream<PgBenchSubject> running =
                pgbench.stream().filter(one -> operation.created() == 1 || one.connections() == REGION_CONNECTIONS);
        return Stream.of(ways.stream(), running, peers.stream())
                .<Subject>flatMap(all -> all)
                .toList();
    }

    /** @throws IOException when anyone answers other rows than the region does */
    void verify() throws IOException, InterruptedException {
        JsonObject row = Dataset.essence(region().ask(Operation.FIND, Dataset.PROBE));
        List<Double> page = region().prices();
        if (page.size() != Dataset.PAGE) {
            throw new IOException("the region answers a list of " + page.size() + " rows, not " + Dataset.PAGE);
        }
        for (HttpSubject server : servers()) {
            if (!Dataset.essence(server.ask(Operation.FIND, Dataset.PROBE)).equals(row)) {
                throw new IOException(server.name() + " answers another row than the region does");
            }
            if (!server.prices().equals(page)) {
                throw new IOException(server.name() + " answers another list than the region does");
            }
        }
    }

    /** Uncounted: what is compared shall have been compiled, and the database have read what it can keep. */
    void warmUp() throws IOException, InterruptedException {
        for (HttpSubject server : servers()) {
            server.load(Operation.LIST, WARM_UP_SECONDS);
        }
    }

    private List<HttpSubject> servers() {
        List<HttpSubject> servers = new ArrayList<>(ways);
        servers.addAll(peers);
        return servers;
    }
}
