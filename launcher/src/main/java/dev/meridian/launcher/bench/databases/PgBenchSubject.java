package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.stage.LoadResult;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/** The statements of each operation, run by pgbench. */
record PgBenchSubject(String name, PgBench program, int connections, Map<Operation, PgScript> scripts)
        implements Subject {

    @Override
    public LoadResult load(Operation operation, int seconds) throws IOException, InterruptedException {
        return program.load(Objects.requireNonNull(scripts.get(operation)), connections, seconds);
    }
}
