package dev.meridian.region.registry;

import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.proto.registry.v1.WatchResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's watch: everything newer than it holds, then each change, at most one batch on its way at a time.
 *
 * <p>Looks when woken, every quarter of a second for changes of other pods, and says that it is current at least every
 * two seconds. All of its state belongs to one context.
 */
final class RegistryWatch {

    private static final Logger log = LoggerFactory.getLogger(RegistryWatch.class);
    private static final int BATCH = 256;
    private static final long LOOK_MILLIS = 250;
    private static final int LOOKS_PER_HEARTBEAT = 8;

    private final Vertx vertx;
    private final Context context;
    private final RegistryStore store;
    private final WriteStream<WatchResponse> asker;
    private final String node;
    private final Runnable wake = this::wake;

    private long version;
    private boolean reset;
    private boolean busy;
    private boolean again;
    private boolean closed;
    private int idleLooks;
    private long timer;

    RegistryWatch(Vertx vertx, RegistryStore store, WatchRequest request, WriteStream<WatchResponse> asker) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.store = store;
        this.asker = asker;
        this.node = request.getNode();
        this.version = request.getFromVersion();
        this.reset = version == 0 || !request.getEpoch().equals(store.epoch());
    }

    void start() {
        asker.exceptionHandler(this::close);
        store.version()
                .onComplete(
                        newest -> {
                            if (closed) {
                                return;
                            }
                            if (reset || version > newest) {
                                reset = true;
                                version = 0;
                            }
                            store.onWake(wake);
                            timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
                            idleLooks = LOOKS_PER_HEARTBEAT;
                            look();
                        },
                        this::close);
    }

    private void wake() {
        context.runOnContext(woken -> look());
    }

    private void look() {
        if (busy || closed) {
            again = true;
            return;
        }
        busy = true;
        again = false;
        store.after(version, BATCH).onComplete(this::send, this::lookFailed);
    }

    /** The database may come back: the asker keeps what it has, and hears nothing that would call it current. */
    private void lookFailed(Throwable failure) {
        log.atWarn().addKeyValue("node", node).setCause(failure).log("The registry could not be read for a watcher");
        busy = false;
    }

    private void send(List<Record> records) {
        idleLooks++;
        if (closed || (records.isEmpty() && !reset && idleLooks < LOOKS_PER_HEARTBEAT)) {
            sent();
            return;
        }
        idleLooks = 0;
        version = records.isEmpty() ? version : records.getLast().getVersion();
        again |= records.size() == BATCH;
        WatchResponse response = WatchResponse.newBuilder()
                .setRegion(store.site())
                .setEpoch(store.epoch())
                .setVersion(version)
                .setReset(reset)
                .addAllRecords(records)
                .setCurrent(records.size() < BATCH)
                .build();
        reset = false;
        write(response).onComplete(written -> sent(), this::close);
    }

    /** A stream that the asker has cancelled throws instead of failing. */
    private Future<Void> write(WatchResponse response) {
        try {
            return asker.write(response);
        } catch (IllegalStateException cancelled) {
            return Future.failedFuture(cancelled);
        }
    }

    private void sent() {
        busy = false;
        if (again && !closed) {
            if (asker.writeQueueFull()) {
                asker.drainHandler(drained -> look());
            } else {
                look();
            }
        }
    }

    private void close(Throwable reason) {
        if (!closed) {
            closed = true;
            vertx.cancelTimer(timer);
            store.forget(wake);
            log.atDebug().addKeyValue("node", node).setCause(reason).log("A registry watch ended");
        }
    }
}
