package dev.meridian.edge.functions;

import dev.meridian.core.relay.Relay;
import dev.meridian.edge.artefacts.Disk;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.proto.deployments.v1.DeploymentsGrpcClient;
import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.ReportRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends execution records to home regions, each at least once: from memory to disk several times a second, from disk to
 * the region as soon as that can be reached. A process that is killed loses what a fraction of a second brought.
 */
final class ExecutionReports {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionReports.class);
    private static final int MOST_WAITING = 20_000;
    private static final int BATCH = 200;
    private static final long EVERY_MILLIS = 200;

    private record Waiting(String region, ExecutionRecord record) {}

    private final Vertx vertx;
    private final Disk disk;
    private final RecordSpool spool;
    private final HomeRegions regions;
    private final Relay relay;
    private final String node;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean busy = new AtomicBoolean();
    private final long timer;
    private boolean mayHold = true;

    ExecutionReports(Vertx vertx, Disk disk, RecordSpool spool, HomeRegions regions, Relay relay, String node) {
        this.vertx = vertx;
        this.disk = disk;
        this.spool = spool;
        this.regions = regions;
        this.relay = relay;
        this.node = node;
        this.timer = vertx.setPeriodic(EVERY_MILLIS, ignored -> turn());
    }

    /** From any thread. Dropped, and said so, when more come than the disk takes. */
    void add(String region, ExecutionRecord record) {
        if (!waiting.offer(new Waiting(region, record))) {
            LOG.atWarn().addKeyValue("function", record.getFunctionId()).log("Dropped an execution record");
        }
    }

    /** Puts what waits on disk; the next start sends it. */
    Future<Void> close() {
        vertx.cancelTimer(timer);
        return disk.run(this::save).mapEmpty();
    }

    private void turn() {
        if ((waiting.isEmpty() && !mayHold) || !busy.compareAndSet(false, true)) {
            return;
        }
        disk.run(() -> {
                    save();
                    return spool.oldest();
                })
                .compose(this::send)
                .onFailure(failure -> LOG.atDebug().setCause(failure).log("Execution records wait"))
                .onComplete(ignored -> busy.set(false));
    }

    private boolean save() throws IOException {
        List<Waiting> taken = new ArrayList<>();
        waiting.drainTo(taken);
        Map<String, List<ExecutionRecord>> byRegion = new HashMap<>();
        taken.forEach(each -> byRegion.computeIfAbsent(each.region(), region -> new ArrayList<>())
                .add(each.record()));
        for (Map.Entry<String, List<ExecutionRecord>> records : byRegion.entrySet()) {
            for (int from = 0; from < records.getValue().size(); from += BATCH) {
                int to = Math.min(from + BATCH, records.getValue().size());
                spool.add(
                        records.getKey(),
                        ReportRequest.newBuilder()
                                .setNode(node)
                                .addAllExecutions(records.getValue().subList(from, to))
                                .build());
            }
        }
        return !taken.isEmpty();
    }

    private Future<Void> send(List<RecordSpool.Batch> batches) {
        mayHold = !batches.isEmpty();
        return Future.join(batches.stream().map(this::send).toList()).mapEmpty();
    }

    private Future<Void> send(RecordSpool.Batch batch) {
        return regions.address(batch.region())
                .compose(peer -> DeploymentsGrpcClient.create(relay.grpc(), peer.socket())
                        .report(batch.request()))
                .compose(confirmed -> disk.run(() -> {
                    spool.remove(batch);
                    return true;
                }))
                .mapEmpty();
    }
}
