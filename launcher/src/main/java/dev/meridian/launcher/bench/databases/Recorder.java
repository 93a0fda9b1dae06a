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
     * @param ofRequest by which all statements of a request are known
     * @param ofTable by which those are known that are about the table
     */
    Recorded record(Set<String> ofRequest, Set<String> ofTable) throws IOException, InterruptedException {
        Map<Operation, PgScript> whole = new EnumMap<>(Operation.class);
        Map<Operation, PgScript> rowsOnly = new EnumMap<>(Operation.class);
        try (StatementLog log = StatementLog.open(database)) {
            for (Operation operation : Operation.values()) {
                send(operation);
                List<Statement> statements = log.of(ofRequest, ofTable, () -> send(operation));
                whole.put(operation, PgScript.of(statements, places, region.rows()));
                rowsOnly.put(operation, PgScript.of(Statement.about(ofTable, statements), places, region.rows()));
            }
        }
        return new Recorded(whole, rowsOnly);
    }

    /**
     * Scripts of each operation.
     *
     * @param whole with the look-ups of the project and of the key
     * @param rowsOnly without them
     */
    record Recorded(Map<Operation, PgScript> whole, Map<Operation, PgScript> rowsOnly) {}

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
