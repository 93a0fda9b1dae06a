package dev.meridian.edge.functions;

import dev.meridian.proto.deployments.v1.ExecutionRecord;
import dev.meridian.proto.deployments.v1.ReportRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Execution records that a project's residency policy keeps from this edge's disk: in memory until their region has them,
 * and lost with the process. Bounded: when there are too many, the oldest is dropped. Lives on one context.
 */
final class MemoryRecords {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryRecords.class);
    private static final int MOST_BYTES = 16 << 20;
    private static final int BATCH_BYTES = 1 << 20;
    private static final long RETRY_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final String node;
    private final BiFunction<String, ReportRequest, Future<Void>> deliver;
    private final Map<String, Deque<ExecutionRecord>> waiting = new HashMap<>();
    private final Set<String> sending = new HashSet<>();
    private long bytes;

    /** @param deliver brings records to a region */
    MemoryRecords(Vertx vertx, String node, BiFunction<String, ReportRequest, Future<Void>> deliver) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.node = node;
        this.deliver = deliver;
    }

    /** From any thread. */
    void add(String region, ExecutionRecord execution) {
        context.runOnContext(turn -> {
            Deque<ExecutionRecord> queue = waiting.computeIfAbsent(region, any -> new ArrayDeque<>());
            bytes += execution.getSerializedSize();
            queue.addLast(execution);
            while (bytes > MOST_BYTES && !queue.isEmpty()) {
                bytes -= queue.removeFirst().getSerializedSize();
                LOG.atWarn().addKeyValue("region", region).log("Dropped an execution record: too many wait in memory");
            }
            send(region);
        });
    }

    private void send(String region) {
        Deque<ExecutionRecord> queue = waiting.getOrDefault(region, new ArrayDeque<>());
        if (queue.isEmpty() || !sending.add(region)) {
            return;
        }
        ReportRequest.Builder batch = ReportRequest.newBuilder().setNode(node);
        int length = 0;
        while (!queue.isEmpty() && length < BATCH_BYTES) {
            ExecutionRecord next = queue.removeFirst();
            length += next.getSerializedSize();
            batch.addExecutions(next);
        }
        sent(region, batch.build(), length);
    }

    /** What the region does not take now it is given again: records of one ID count once there. */
    private void sent(String region, ReportRequest batch, int length) {
        deliver.apply(region, batch)
                .onSuccess(taken -> context.runOnContext(turn -> {
                    bytes -= length;
                    sending.remove(region);
                    send(region);
                }))
                .onFailure(failure -> vertx.timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                        .onSuccess(later -> context.runOnContext(turn -> sent(region, batch, length))));
    }
}
