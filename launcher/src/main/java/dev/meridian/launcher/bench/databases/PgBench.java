package dev.meridian.launcher.bench.databases;

import dev.meridian.launcher.bench.stage.Figures;
import dev.meridian.launcher.bench.stage.Latencies;
import dev.meridian.launcher.bench.stage.LoadResult;
import dev.meridian.launcher.bench.stage.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load generator: a closed loop of connections on one thread, statements prepared. */
final class PgBench {

    private static final Pattern PER_SECOND = Pattern.compile("tps = ([\\d.]+)");
    private static final Pattern DONE = Pattern.compile("transactions actually processed: (\\d+)");
    private static final Pattern WRONG = Pattern.compile("failed transactions: [1-9]\\d*|.*aborted.*");

    private final Path program;
    private final RegionDatabase database;
    private final Path folder;

    private PgBench(Path program, RegionDatabase database, Path folder) {
        this.program = program;
        this.database = database;
        this.folder = folder;
    }

    /** Empty, and said so, where it is not installed. */
    static Optional<PgBench> installed(RegionDatabase database, Path folder) {
        Optional<Path> program = Programs.find("pgbench");
        if (program.isEmpty()) {
            System.out.println(
                    "  pgbench is missing: it is not installed (Debian: apt-get install postgresql-contrib)");
        }
        return program.map(found -> new PgBench(found, database, folder));
    }

    LoadResult load(PgScript script, int connections, int seconds) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("pgbench.sql"), script.text());
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + connections,
                "--jobs=1",
                "--time=" + seconds,
                "--file=" + file,
                "--log",
                "--log-prefix=" + folder.resolve("pgbench"),
                "--host=" + RegionDatabase.HOST,
                "--port=" + database.port(),
                "--username=" + RegionDatabase.USER));
        script.constants().forEach((name, value) -> command.add("--define=" + name + "=" + value));
        command.add("postgres");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", database.password());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("pgbench failed: " + output);
        }
        Path log = folder.resolve("pgbench." + process.pid());
        try {
            return read(output, log);
        } finally {
            Files.delete(log);
        }
    }

    /**
     * Reads what pgbench leaves at its end.
     *
     * @param log a line for each transaction, whose third word is how long it took in microseconds
     */
    static LoadResult read(String output, Path log) throws IOException {
        Latencies latencies = new Latencies();
        try (Stream<String> lines = Files.lines(log)) {
            lines.forEach(line -> latencies.record(1_000 * Long.parseLong(line.split(" ", 4)[2])));
        }
        Figures figures = latencies.figures(Duration.ofSeconds(1));
        Matcher wrong = WRONG.matcher(output);
        return new LoadResult(
                (long) number(DONE, output),
                new Figures(number(PER_SECOND, output), figures.p50(), figures.p99()),
                wrong.find() ? wrong.group() : "");
    }

    private static double number(Pattern pattern, String output) throws IOException {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IOException("pgbench printed no " + pattern + ": " + output);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
