package dev.meridian.region.projects;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.topology.NodeView;
import dev.meridian.core.topology.Topology;
import dev.meridian.proto.console.v1.CreateProjectRequest;
import dev.meridian.proto.console.v1.DeleteProjectRequest;
import dev.meridian.proto.console.v1.DescribeProjectRequest;
import dev.meridian.proto.console.v1.ProjectReply;
import dev.meridian.proto.console.v1.ProjectsClient;
import dev.meridian.proto.console.v1.ProjectsGrpcClient;
import dev.meridian.proto.console.v1.UpdateProjectRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The homes of all regions, this one's own included, as the console changes projects in them. */
final class ProjectHomes {

    private static final Logger log = LoggerFactory.getLogger(ProjectHomes.class);
    private static final long ANSWER_SECONDS = 10;

    /** What is only shown is waited for less long. */
    private static final long SHOW_SECONDS = 3;

    private static final Map<String, Integer> STATUS = Map.of("project_not_found", 404, "project_already_exists", 409);

    private final String site;
    private final ProjectHome own;
    private final ConsoleViews views;
    private final Topology topology;
    private final Relay relay;

    ProjectHomes(String site, ProjectHome own, ConsoleViews views, Topology topology, Relay relay) {
        this.site = site;
        this.own = own;
        this.views = views;
        this.topology = topology;
        this.relay = relay;
    }

    Future<Void> create(String region, ProjectHome.Draft draft) {
        CreateProjectRequest request = CreateProjectRequest.newBuilder()
                .setProjectId(draft.id())
                .setName(draft.name())
                .setTeamId(draft.teamId())
                .build();
        return region.equals(site) ? own.create(draft).mapEmpty() : ask(region, home -> home.create(request));
    }

    Future<Void> rename(String region, String id, String name) {
        UpdateProjectRequest request =
                UpdateProjectRequest.newBuilder().setProjectId(id).setName(name).build();
        return region.equals(site) ? own.rename(id, name).mapEmpty() : ask(region, home -> home.update(request));
    }

    Future<Void> delete(String region, String id) {
        DeleteProjectRequest request =
                DeleteProjectRequest.newBuilder().setProjectId(id).build();
        return region.equals(site) ? own.delete(id).mapEmpty() : ask(region, home -> home.delete(request));
    }

    /** A project with its settings; nothing where its home has it no longer, or cannot be asked. */
    Future<Optional<JsonObject>> describe(String region, String id) {
        Future<Optional<JsonObject>> described = region.equals(site)
                ? views.of(id).map(Optional::of)
                : topology.region(region)
                        .filter(NodeView::isUsable)
                        .map(node -> ProjectsGrpcClient.create(
                                        relay.grpc(), node.relay().socket())
                                .describe(DescribeProjectRequest.newBuilder()
                                        .setProjectId(id)
                                        .build())
                                .timeout(SHOW_SECONDS, TimeUnit.SECONDS)
                                .map(reply -> Optional.of(reply.getModelJson())
                                        .filter(json -> !json.isEmpty())
                                        .map(JsonObject::new)))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
        return described.otherwise(failure -> {
            log.atDebug().setCause(failure).log("A project is shown without its settings");
            return Optional.empty();
        });
    }

    /** Fails with a 503 problem unless the region can be asked at present. */
    Future<Void> checkUp(String region) {
        return region.equals(site)
                        || topology.region(region).filter(NodeView::isUsable).isPresent()
                ? Future.succeededFuture()
                : Future.failedFuture(unavailable(region, null));
    }

    private Future<Void> ask(String region, Function<ProjectsClient, Future<ProjectReply>> question) {
        return checkUp(region)
                .compose(up -> question.apply(ProjectsGrpcClient.create(
                                relay.grpc(),
                                topology.region(region).orElseThrow().relay().socket()))
                        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .recover(failure -> Future.failedFuture(unavailable(region, failure))))
                .compose(ProjectHomes::outcome);
    }

    private static Future<Void> outcome(ProjectReply reply) {
        if (reply.getProblem().isEmpty()) {
            return Future.succeededFuture();
        }
        int status = STATUS.getOrDefault(reply.getProblem(), 500);
        return Future.failedFuture(Problem.of(new ProblemType(reply.getProblem(), status), reply.getMessage()));
    }

    private static Problem unavailable(String region, @Nullable Throwable cause) {
        return Problem.upstream(
                ProblemType.REGION_UNAVAILABLE, "Region '" + region + "' cannot be reached at present", true, cause);
    }
}
