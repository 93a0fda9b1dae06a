package dev.meridian.edge.functions;

import dev.meridian.core.relay.Relay;
import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.NodeResidency;
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
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends execution records to home regions, each at least once: from memory to disk many times a second, from disk to
 * the region as soon as that can be reached, one batch after the other. A process that is killed loses what a fraction
 * of a second brought. Records that may not be written here go from memory to the region ({@link MemoryRecords}).
 */
final class ExecutionReports {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionReports.class);
    private static final int MOST_WAITING = 20_000;
    private static final long EVERY_MILLIS = 50;
    private static final long RETRY_MILLIS = 1_000;
    private static final long ANSWER_SECONDS = 10;

    /** A batch ends with the record that brings it to this length: one record is never longer than a message may be. */
    private static final int BATCH_BYTES = 1 << 20;

    private record Waiting(String region, ExecutionRecord record) {}

    private final Vertx vertx;
    private final Disk disk;
    private final RecordSpool spool;
    private final HomeRegions regions;
    private final Relay relay;
    private final String node;
    private final NodeResidency residency;
    private final MemoryRecords unwritten;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean isSaving = new AtomicBoolean();
    private final Set<String> sending = ConcurrentHashMap.newKeySet();
    private final long timer;
    private volatile boolean isClosed;

    ExecutionReports(
            Vertx vertx,
            Disk disk,
            RecordSpool spool,
            HomeRegions regions,
            Relay relay,
            String node,
            NodeResidency residency) {
        this.vertx = vertx;
        this.disk = disk;
        this.spool = spool;
        this.regions = regions;
        this.relay = relay;
        this.node = node;
        this.residency = residency;
        this.unwritten = new MemoryRecords(vertx, node, this::deliver);
        this.timer = vertx.setPeriodic(EVERY_MILLIS, ignored -> turn());
        send(spool.regions());
    }

    /** From any thread. Dropped, and said so, when more come than the disk takes. */
    void add(String region, ExecutionRecord record) {
        if (!residency.may(Act.LOG, record.getProjectId())) {
            unwritten.add(region, record);
        } else if (!waiting.offer(new Waiting(region, record))) {
            LOG.atWarn().addKeyValue("function", record.getFunctionId()).log("Dropped an execution record");
        }
    }

    /** Puts what waits on disk; the next start sends it. */
    Future<Void> close() {
        isClosed = true;
        vertx.cancelTimer(timer);
        return disk.run(this::save).mapEmpty();
    }

    private void turn() {
        if (!waiting.isEmpty() && isSaving.compareAndSet(false, true)) {
            disk.run(this::save)
                    .onSuccess(regions -> {
                        isSaving.set(false);
                        send(regions);
                    })
                    .onFailure(failure -> {
                        LOG.atError()
                                .setCause(failure)
                                .log("Execution records are lost: they cannot be written to disk");
                        vertx.setTimer(RETRY_MILLIS, elapsed -> isSaving.set(false));
                    });
        }
    }

    /** Puts what waits on disk; the answer are the regions that something waits for there. */
    private Set<String> save() throws IOException {
        List<Waiting> taken = new ArrayList<>();
        waiting.drainTo(taken);
        Map<String, ReportRequest.Builder> batches = new HashMap<>();
        Map<String, Integer> lengths = new HashMap<>();
        for (Waiting each : taken) {
            String region = each.region();
            batches.computeIfAbsent(region, any -> ReportRequest.newBuilder().setNode(node))
                    .addExecutions(each.record());
            if (lengths.merge(region, each.record().getSerializedSize(), Integer::sum) >= BATCH_BYTES) {
                spool.add(region, batches.remove(region).build());
                lengths.remove(region);
            }
        }
        for (Map.Entry<String, ReportRequest.Builder> rest : batches.entrySet()) {
            spool.add(rest.getKey(), rest.getValue().build());
        }
        return spool.regions();
    }

    /** Begins to send to those of the regions that nothing is sent to. */
    private void send(Set<String> regions) {
        for (String region : regions) {
            if (!isClosed && sending.add(region)) {
                sendOldest(region);
            }
        }
    }

    private void sendOldest(String region) {
        disk.run(() -> spool.oldest(region))
                .compose(oldest -> oldest.map(batch -> send(region, batch)).orElse(Future.succeededFuture(false)))
                .onSuccess(isSent -> {
                    if (isSent) {
                        sendOldest(region);
                    } else {
                        rest(region);
                    }
                })
                .onFailure(failure -> {
                    LOG.atDebug()
                            .setCause(failure)
                            .addKeyValue("region", region)
                            .log("Execution records wait");
                    vertx.setTimer(RETRY_MILLIS, elapsed -> rest(region));
                });
    }

    /** Sends no more to a region, unless something has come, or been left, meanwhile. */
    private void rest(String region) {
        sending.remove(region);
        if (!isClosed) {
            disk.run(spool::regions).onSuccess(this::send);
        }
    }

    private Future<Boolean> send(String region, RecordSpool.Batch batch) {
        return deliver(region, batch.request())
                .compose(confirmed -> disk.run(() -> {
                    spool.remove(batch);
                    return true;
                }));
    }

    private Future<Void> deliver(String region, ReportRequest records) {
        return regions.address(region)
                .compose(peer -> DeploymentsGrpcClient.create(relay.grpc(), peer.socket())
                        .report(records)
                        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS))
                .mapEmpty();
    }
}
