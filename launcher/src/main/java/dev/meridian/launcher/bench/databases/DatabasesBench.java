package dev.meridian.launcher.bench.databases;

import dev.meridian.core.archive.Archive;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.launcher.Starting;
import dev.meridian.launcher.bench.databases.DatabasesReport.Row;
import dev.meridian.launcher.bench.stage.BenchSetup;
import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.bench.stage.Wrk;
import dev.meridian.launcher.dev.BenchNetwork;
import dev.meridian.launcher.dev.DevLog;
import dev.meridian.region.access.Secrets;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Times rows read and written through a region's API. Rounds alternate; the median round is shown.
 *
 * <p>Reads come before writes, so that all of them find the rows as they were loaded.
 */
public final class DatabasesBench {

    /** Of each load generator. */
    static final int CONNECTIONS = 64;

    /** Fewer would not fill the pages of the small table. */
    public static final long FEWEST_ROWS = 100_000;

    public static final long MOST_ROWS = 10_000_000;

    private static final Duration STOP = Duration.ofSeconds(10);

    private final Wrk wrk = Wrk.installed();
    private final Path folder;
    private final Vertx vertx;
    private final int port;
    private final Dataset rows;
    private final int rounds;
    private final int seconds;

    private DatabasesBench(Path folder, Vertx vertx, int port, Dataset rows, int rounds, int seconds) {
        this.folder = folder;
        this.vertx = vertx;
        this.port = port;
        this.rows = rows;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /**
     * @param port the first of some that are used
     * @param rows of each large table
     */
    public static void print(int port, int rounds, int seconds, long rows) throws IOException, InterruptedException {
        if (rows < FEWEST_ROWS || rows > MOST_ROWS) {
            throw new ConfigurationException(
                    "--rows is " + rows + "; it goes from " + FEWEST_ROWS + " to " + MOST_ROWS);
        }
        Path folder = Files.createTempDirectory("meridian-bench");
        DevLog.to(folder.resolve("bench.log"));
        Vertx vertx = Vertx.vertx();
        try {
            new DatabasesBench(folder, vertx, port, new Dataset(rows), rounds, seconds).print();
        } finally {
            Starting.settle(vertx.close(), STOP);
            Archive.remove(folder);
        }
    }

    private void print() throws IOException, InterruptedException {
        try (BenchNetwork network = BenchNetwork.start(files("network"), port);
                RegionDatabase database = RegionDatabase.connect(vertx, network.regionFolder())) {
            Optional<Contender> parse = ParseServer.start(files("parse"), port + 90, database);
            try {
                run(network, database, parse);
            } finally {
                parse.ifPresent(Contender::close);
            }
        }
    }

    private void run(BenchNetwork network, RegionDatabase database, Optional<Contender> parse)
            throws IOException, InterruptedException {
        BenchSetup setup = new BenchSetup(network.router());
        setup.project("fra", Tables.SCOPES);
        Tables tables = new Tables(setup, database);
        tables.database();
        Contestants all = contestants(network, database, tables.open("items", rows), setup.key(), parse);
        System.out.printf(
                "%n%,d rows of 1 KiB; wrk and pgbench with one thread and %d connections unless it is said otherwise;"
                        + " rounds of %d s each, the median of %d; all on one machine%n%n",
                rows.rows(), CONNECTIONS, seconds, rounds);
        Rounds compared = new Rounds(rounds, seconds, database);
        all.warmUp();
        for (Operation operation : List.of(Operation.FIND, Operation.LIST, Operation.LIST_WITH_TOTAL)) {
            compare(compared, operation, all);
        }
        growth(compared, tables, setup, network);
        for (Operation operation : List.of(Operation.UPDATE, Operation.CREATE, Operation.CREATE_100)) {
            compare(compared, operation, all);
        }
    }

    /** All that are there, which have been seen to give the same answers. */
    private Contestants contestants(
            BenchNetwork network, RegionDatabase database, String relation, String key, Optional<Contender> parse)
            throws IOException, InterruptedException {
        Api api = MeridianApi.withKey("items", key);
        Contestants all = Contestants.of(List.of(
                subject("region", network.regionPort(), api, rows),
                subject("router, region", network.routerPort(), api, rows),
                subject("edge, region", network.edgePort(), api, rows)));
        if (parse.isPresent()) {
            HttpSubject peer = subject(parse.get().name(), parse.get().port(), new ParseApi(), rows);
            ParseServer.load(peer, vertx, database, rows);
            all = all.withPeer(peer);
        }
        all.verify();
        Optional<PgBench> pgbench = PgBench.installed(database, folder);
        return pgbench.isEmpty()
                ? all
                : all.withStatements(pgbench.get(), recorded(all.region(), database, relation, key));
    }

    private static Map<Operation, PgScript> recorded(
            HttpSubject region, RegionDatabase database, String relation, String key)
            throws IOException, InterruptedException {
        Set<String> ofRequest = Set.of(BenchSetup.PROJECT, Secrets.sha256(key), relation);
        return new Recorder(region, database).record(ofRequest, Set.of(relation));
    }

    private HttpSubject subject(String name, int at, Api api, Dataset its) {
        return new HttpSubject(name, at, api, its, wrk, folder);
    }

    private static void compare(Rounds compared, Operation operation, Contestants all)
            throws IOException, InterruptedException {
        List<Row> medians = compared.compare(operation, all.subjects(operation));
        int ways = all.ways().size();
        System.out.println(DatabasesReport.operation(
                operation.title(), medians.subList(0, ways), medians.subList(ways, medians.size())));
    }

    /** What more rows cost, and rows that the caller may not read. */
    private void growth(Rounds compared, Tables tables, BenchSetup setup, BenchNetwork network)
            throws IOException, InterruptedException {
        Dataset fewer = new Dataset(rows.rows() / 100);
        tables.open("few", fewer);
        tables.guarded("guarded", rows);
        int at = network.regionPort();
        List<HttpSubject> sizes = List.of(
                subject(name(fewer), at, MeridianApi.withKey("few", setup.key()), fewer),
                subject(name(rows), at, MeridianApi.withKey("items", setup.key()), rows));
        List<HttpSubject> readers = List.of(
                subject("a user who may read every row", at, reader(setup, "all"), rows),
                subject("one who may read 1 of 100", at, reader(setup, "percent"), rows),
                subject("one who may read 1 of 10,000", at, reader(setup, "rare"), rows));
        for (Operation operation : List.of(Operation.LIST, Operation.LIST_WITH_TOTAL)) {
            String title = operation.title() + ": ";
            System.out.println(DatabasesReport.growth(title + "size of the table", compared.compare(operation, sizes)));
            System.out.println(
                    DatabasesReport.growth(title + "rows that others own", compared.compare(operation, readers)));
        }
    }

    private static String name(Dataset dataset) {
        return "%,d rows".formatted(dataset.rows());
    }

    private static Api reader(BenchSetup setup, String id) throws IOException, InterruptedException {
        return MeridianApi.asUser("guarded", setup.user(id));
    }

    private Path files(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }
}
