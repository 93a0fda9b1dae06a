package dev.meridian.region.projects;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.topology.NodeView;
import dev.meridian.proto.console.v1.ConsoleGrpcClient;
import dev.meridian.proto.console.v1.UnlistRequest;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.outbox.Outbox;
import dev.meridian.region.outbox.OutboxEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;

/** Tells the console of projects that were removed here without it. What is owed is told again until it was heard. */
final class Unlisting {

    private static final String KIND = "project-removed";

    private final RegionContext region;
    private final Outbox outbox;
    private final ProjectList list;
    private final InstantSource clock;

    Unlisting(RegionContext region, ProjectList list) {
        this.region = region;
        this.outbox = region.outbox();
        this.list = list;
        this.clock = region.node().clock();
        outbox.deliver(KIND, this::tell);
    }

    /** In the transaction that removes the project. */
    Future<Void> owe(SqlConnection transaction, String project) {
        JsonObject removed = new JsonObject()
                .put("project", project)
                .put("at", clock.instant().toEpochMilli());
        return outbox.add(transaction, new OutboxEvent(project, KIND, removed.toBuffer()));
    }

    void wake() {
        outbox.wake();
    }

    private Future<Void> tell(OutboxEvent event) {
        JsonObject removed = new JsonObject(event.payload());
        String project = removed.getString("project");
        if (region.isDefault()) {
            return list.removeListedBefore(project, Instant.ofEpochMilli(removed.getLong("at")));
        }
        UnlistRequest request = UnlistRequest.newBuilder()
                .setProjectId(project)
                .setDeletedAtMillis(removed.getLong("at"))
                .build();
        String console = region.node().settings().defaultRegion();
        return region.node()
                .topology()
                .region(console)
                .filter(NodeView::isUsable)
                .map(node -> ConsoleGrpcClient.create(
                                region.node().relay().grpc(), node.relay().socket())
                        .unlist(request)
                        .<Void>mapEmpty())
                .orElseGet(() -> Future.failedFuture(Problem.of(
                        ProblemType.REGION_UNAVAILABLE, "The console's region '" + console + "' cannot be reached")));
    }
}
