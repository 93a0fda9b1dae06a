package dev.meridian.region.projects;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.proto.console.v1.CreateProjectRequest;
import dev.meridian.proto.console.v1.DeleteProjectRequest;
import dev.meridian.proto.console.v1.DescribeProjectReply;
import dev.meridian.proto.console.v1.DescribeProjectRequest;
import dev.meridian.proto.console.v1.ProjectReply;
import dev.meridian.proto.console.v1.ProjectsGrpcService;
import dev.meridian.proto.console.v1.ProjectsService;
import dev.meridian.proto.console.v1.UpdateProjectRequest;
import dev.meridian.proto.registry.v1.Project;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The projects that live here as the console's region reaches them: {@code console.v1.Projects}. */
final class ProjectsDoor extends ProjectsService {

    private static final Logger log = LoggerFactory.getLogger(ProjectsDoor.class);

    private final ProjectHome home;
    private final ConsoleViews views;

    private ProjectsDoor(ProjectHome home, ConsoleViews views) {
        this.home = home;
        this.views = views;
    }

    static Service service(ProjectHome home, ConsoleViews views) {
        return ProjectsGrpcService.of(new ProjectsDoor(home, views));
    }

    @Override
    public Future<DescribeProjectReply> describe(DescribeProjectRequest request) {
        return views.of(request.getProjectId())
                .map(JsonObject::encode)
                .recover(failure -> Problem.from(failure).type().equals(ProblemType.PROJECT_NOT_FOUND)
                        ? Future.succeededFuture("")
                        : Future.failedFuture(failure))
                .map(json ->
                        DescribeProjectReply.newBuilder().setModelJson(json).build());
    }

    @Override
    public Future<ProjectReply> create(CreateProjectRequest request) {
        return reply(
                home.create(new ProjectHome.Draft(request.getProjectId(), request.getName(), request.getTeamId())));
    }

    @Override
    public Future<ProjectReply> update(UpdateProjectRequest request) {
        return reply(home.rename(request.getProjectId(), request.getName()));
    }

    @Override
    public Future<ProjectReply> delete(DeleteProjectRequest request) {
        return reply(home.delete(request.getProjectId()));
    }

    /** A refusal travels as the contract's type and text; its cause stays in our log. */
    private static Future<ProjectReply> reply(Future<Project> outcome) {
        return outcome.map(ProjectsDoor::reply).otherwise(failure -> {
            Problem problem = Problem.from(failure);
            if (problem.getCause() != null) {
                log.atError().setCause(problem.getCause()).log("A project could not be changed for the console");
            }
            return ProjectReply.newBuilder()
                    .setProblem(problem.type().name())
                    .setMessage(problem.text())
                    .build();
        });
    }

    private static ProjectReply reply(Project project) {
        return ProjectReply.newBuilder()
                .setProjectId(project.getProjectId())
                .setName(project.getName())
                .setTeamId(project.getTeamId())
                .setRegion(project.getHomeRegion())
                .setCreatedAtMillis(project.getCreatedAtMillis())
                .setUpdatedAtMillis(project.getUpdatedAtMillis())
                .build();
    }
}
