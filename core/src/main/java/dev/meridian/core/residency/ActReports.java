package dev.meridian.core.residency;

import dev.meridian.core.node.NodeContext;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.residency.v1.ActCount;
import dev.meridian.proto.residency.v1.Erasure;
import dev.meridian.proto.residency.v1.ReportRequest;
import dev.meridian.proto.residency.v1.ResidencyGrpcClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells home regions what this node did for their projects: batches, each sent until the region has taken it. Kept in
 * memory only and bounded; what had to be dropped is told as lost. Lives on one context.
 */
public final class ActReports {

    private static final Logger LOG = LoggerFactory.getLogger(ActReports.class);
    private static final int MOST_WAITING = 256;
    private static final int MOST_ACTS = 2_000;
    private static final long ANSWER_SECONDS = 5;
    private static final long CLOSING_SECONDS = 2;

    private final NodeContext node;
    private final ActCounts counts;
    private final Context context;
    private final Map<String, Deque<ReportRequest>> waiting = new HashMap<>();
    private final Map<String, Future<Void>> sending = new HashMap<>();
    private final List<Erasure> erasures = new ArrayList<>();
    private long timer;

    private ActReports(NodeContext node, ActCounts counts) {
        this.node = node;
        this.counts = counts;
        this.context = node.vertx().getOrCreateContext();
    }

    /** @param every how often what was counted is told */
    public static ActReports start(NodeContext node, ActCounts counts, Duration every) {
        ActReports reports = new ActReports(node, counts);
        reports.context.runOnContext(
                turn -> reports.timer = node.vertx().setPeriodic(every.toMillis(), tick -> reports.send()));
        return reports;
    }

    /** Tells at once that something is gone. From any thread. */
    public void add(Erasure erasure) {
        context.runOnContext(turn -> {
            erasures.add(erasure);
            send();
        });
    }

    /** Sends what there is, if the regions take it quickly. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(turn -> {
            node.vertx().cancelTimer(timer);
            send();
            Future.join(List.copyOf(sending.values()))
                    .timeout(CLOSING_SECONDS, TimeUnit.SECONDS)
                    .onComplete(end -> closed.complete());
        });
        return closed.future();
    }

    private void send() {
        gather();
        for (String region : List.copyOf(waiting.keySet())) {
            if (!sending.containsKey(region)) {
                Future<Void> sent = sendOldest(region);
                sending.put(region, sent);
                sent.onComplete(end -> sending.remove(region));
            }
        }
    }

    /** Makes reports of what was counted since the last time. */
    private void gather() {
        ActCounts.Counted counted = counts.take();
        Map<String, ReportRequest.Builder> reports = new HashMap<>();
        for (ActCount act : counted.acts()) {
            ReportRequest.Builder report = report(reports, home(act.getProjectId()));
            report.addActs(act);
            if (report.getActsCount() >= MOST_ACTS) {
                enqueue(home(act.getProjectId()), reports);
            }
        }
        for (Erasure erasure : erasures) {
            report(reports, home(erasure.getProjectId())).addErasures(erasure);
        }
        erasures.clear();
        if (counted.lost() > 0) {
            LOG.atWarn().addKeyValue("acts", counted.lost()).log("Acts under residency policies were not counted");
            if (reports.isEmpty()) {
                counts.lose(counted.lost());
            } else {
                reports.values().iterator().next().setLost(counted.lost());
            }
        }
        List.copyOf(reports.keySet()).forEach(region -> enqueue(region, reports));
    }

    private ReportRequest.Builder report(Map<String, ReportRequest.Builder> reports, String region) {
        return reports.computeIfAbsent(
                region,
                any -> ReportRequest.newBuilder()
                        .setNode(node.settings().name())
                        .setReportId(node.ids().unique()));
    }

    private void enqueue(String region, Map<String, ReportRequest.Builder> reports) {
        ReportRequest.Builder report = reports.remove(region);
        if (report == null || region.isEmpty()) {
            return;
        }
        Deque<ReportRequest> queue = waiting.computeIfAbsent(region, any -> new ArrayDeque<>());
        if (queue.size() >= MOST_WAITING) {
            counts.lose(queue.removeFirst().getActsList().stream()
                    .mapToLong(ActCount::getCount)
                    .sum());
        }
        queue.addLast(report.build());
    }

    private Future<Void> sendOldest(String region) {
        Deque<ReportRequest> queue = waiting.get(region);
        if (queue == null || queue.isEmpty()) {
            waiting.remove(region);
            return Future.succeededFuture();
        }
        ReportRequest oldest = queue.getFirst();
        return node.topology()
                .region(region)
                .filter(NodeView::isUsable)
                .map(to -> ResidencyGrpcClient.create(
                                node.relay().grpc(), to.relay().socket())
                        .report(oldest)
                        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .onSuccess(taken -> queue.remove(oldest))
                        .compose(taken -> sendOldest(region)))
                .orElseGet(Future::succeededFuture)
                .onFailure(failure -> LOG.atDebug()
                        .setCause(failure)
                        .addKeyValue("region", region)
                        .log("Reports on residency wait"));
    }

    /** A project that nobody knows any more has no trail to go to. */
    private String home(String project) {
        return node.registry()
                .snapshot()
                .project(project)
                .map(Project::getHomeRegion)
                .orElse("");
    }
}
