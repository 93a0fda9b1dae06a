package dev.meridian.launcher.bench.databases;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sends each operation to a region and keeps what statements came of it. */
final class Recorder {

    private final HttpSubject region;
    private final RegionDatabase database;

    private int sent;
    private Map<String, String> places = Map.of();

    Recorder(HttpSubject region, RegionDatabase database) {
        this.region = region;
        this.database = database;
    }

    /**
     * Scripts of each operation.
     *
     * @param ofRequest by which all statements of a request are known
     * @param ofTable by which those are known that are about the table
     */
    Map<Operation, PgScript> record(Set<String> ofRequest, Set<String> ofTable)
            throws IOException, InterruptedException {
        Map<Operation, PgScript> scripts = new EnumMap<>(Operation.class);
        try (StatementLog log = StatementLog.open(database)) {
            for (Operation operation : Operation.values()) {
                send(operation);
                List<Statement> statements = log.of(ofRequest, ofTable, () -> send(operation));
                scripts.put(operation, PgScript.of(statements, places, region.rows()));
            }
        }
        return scripts;
    }

    /** Each time with other values: the same change again would be none, and the same row is there already. */
    private void send(Operation operation) throws IOException, InterruptedException {
        sent++;
        Map<String, String> values = new HashMap<>(Dataset.PROBE);
        values.put("price", String.valueOf(300 + sent));
        for (int i = 1; i <= operation.created(); i++) {
            values.put("new" + i, "probe" + sent + "-" + i);
        }
        region.ask(operation, values);
        places = values;
    }
}
