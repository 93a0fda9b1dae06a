package dev.meridian.router;

import dev.meridian.core.node.NodeContext;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.geo.PlaceDatabase;
import dev.meridian.router.geo.PlaceRanges;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where clients are: the locator, with the operator's database watched for it. Reading is done on a thread of its own, one
 * look after the other; a file that is of no use leaves the places of the one before in force.
 */
final class ClientPlaces {

    private static final Logger LOG = LoggerFactory.getLogger(ClientPlaces.class);

    /** A database may take this part of the heap: while it is read it takes up to thrice that, beside the one before. */
    private static final int SHARE_OF_HEAP = 6;

    /** How long reading a database may take before it is told of as stuck. */
    private static final long LONGEST_SECONDS = 120;

    private final Vertx vertx;
    private final WorkerExecutor executor;
    private final Locator locator;
    private final Counter taken;
    private final Counter refused;
    private volatile boolean isClosed;
    private String lastRefusal = "";

    private ClientPlaces(NodeContext node, WorkerExecutor executor, Locator locator) {
        this.vertx = node.vertx();
        this.executor = executor;
        this.locator = locator;
        this.taken = counter(node.telemetry(), "taken");
        this.refused = counter(node.telemetry(), "refused");
    }

    private static Counter counter(Telemetry telemetry, String outcome) {
        return Counter.builder("meridian.router.places")
                .description("Versions of the operator's database of places that were read")
                .tag("outcome", outcome)
                .register(telemetry.metrics());
    }

    /** Succeeds once the built-in table has been read. The operator's database is taken when it has been. */
    static Future<ClientPlaces> start(NodeContext node, RouterSettings settings) {
        WorkerExecutor executor = node.vertx()
                .createSharedWorkerExecutor("places-" + node.settings().name(), 1, LONGEST_SECONDS, TimeUnit.SECONDS);
        return executor.executeBlocking(() -> new Locator(node.settings().site(), settings.places()))
                .map(locator -> {
                    ClientPlaces places = new ClientPlaces(node, executor, locator);
                    long mostBytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
                    settings.database()
                            .ifPresent(
                                    file -> places.look(file, new PlaceDatabase(file, mostBytes), settings.refresh()));
                    return places;
                });
    }

    Locator locator() {
        return locator;
    }

    /** Ends the watch. */
    Future<Void> close() {
        isClosed = true;
        return executor.close();
    }

    private void look(Path file, PlaceDatabase database, Duration every) {
        if (isClosed) {
            return;
        }
        try {
            executor.executeBlocking(() -> {
                        lookNow(file, database);
                        return file;
                    })
                    .onFailure(
                            failure -> LOG.atError().setCause(failure).log("Looking at the database of places failed"))
                    .onComplete(looked ->
                            vertx.setTimer(Math.max(1, every.toMillis()), ignored -> look(file, database, every)));
        } catch (RejectedExecutionException e) {
            // The executor ends with the router or with its Vert.x, and a timer may be under way meanwhile.
            LOG.atDebug().log("The database of places is not looked at any more");
        }
    }

    private void lookNow(Path file, PlaceDatabase database) {
        try {
            database.news().ifPresent(places -> take(file, places));
        } catch (IOException e) {
            refuse(file, e);
        }
    }

    private void take(Path file, PlaceRanges places) {
        locator.use(places);
        taken.increment();
        lastRefusal = "";
        LOG.atInfo()
                .addKeyValue("file", file)
                .addKeyValue("database", places.attribution())
                .addKeyValue("runs", places.size())
                .addKeyValue("places", places.places())
                .log("The database of places is in force");
    }

    /** Told once for as long as the reason is the same. */
    private void refuse(Path file, IOException failure) {
        if (!failure.toString().equals(lastRefusal)) {
            lastRefusal = failure.toString();
            refused.increment();
            LOG.atError()
                    .addKeyValue("router.geo.database", file)
                    .addKeyValue("reason", failure.toString())
                    .log("The database of places cannot be used; what was in force before stays so");
        }
    }
}
