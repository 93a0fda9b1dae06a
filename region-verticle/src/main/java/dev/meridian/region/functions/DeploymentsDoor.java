package dev.meridian.region.functions;

import com.google.protobuf.UnsafeByteOperations;
import dev.meridian.core.grpc.CallDoor;
import dev.meridian.core.grpc.UserCall;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.relay.PeerName;
import dev.meridian.core.residency.Act;
import dev.meridian.proto.deployments.v1.DeploymentsGrpcService;
import dev.meridian.proto.deployments.v1.FetchRequest;
import dev.meridian.proto.deployments.v1.FetchResponse;
import dev.meridian.proto.deployments.v1.Launch;
import dev.meridian.proto.deployments.v1.ReportRequest;
import dev.meridian.proto.deployments.v1.ReportResponse;
import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.release.Release;
import dev.meridian.region.storage.objects.ObjectBody;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code deployments.v1.Deployments}: what executing nodes take from, and give back to, this region. Relay door only. */
final class DeploymentsDoor {

    private static final Logger log = LoggerFactory.getLogger(DeploymentsDoor.class);

    /** Reports at once; each may hold many records. */
    private static final int MOST_REPORTS = 256;

    private final Release release;
    private final Launches launches;
    private final ExecutionStore executions;
    private final ObjectStore objects;

    private DeploymentsDoor(Release release, Launches launches, ExecutionStore executions, ObjectStore objects) {
        this.release = release;
        this.launches = launches;
        this.executions = executions;
        this.objects = objects;
    }

    static Service service(Release release, Launches launches, ExecutionStore executions, ObjectStore objects) {
        DeploymentsDoor door = new DeploymentsDoor(release, launches, executions, objects);
        return Service.service(DeploymentsGrpcService.SERVICE_NAME, DeploymentsGrpcService.SERVICE_DESCRIPTOR)
                .bind(
                        DeploymentsGrpcService.Fetch,
                        call -> call.handler(request -> door.fetch(
                                PeerName.of(call.connection(), request.getNode()), request, call.response())))
                .bind(
                        DeploymentsGrpcService.Report,
                        CallDoor.whole(DeploymentsGrpcService.Report, MOST_REPORTS, true, door::report)::take)
                .build();
    }

    /** Code and secrets go to nodes that may execute. */
    private void fetch(String node, FetchRequest request, WriteStream<FetchResponse> response) {
        release.check(Optional.of(node), Act.EXECUTE, request.getProjectId())
                .compose(permitted -> launches.of(request.getProjectId(), request.getFunctionId()))
                .compose(launch -> response.write(
                                FetchResponse.newBuilder().setLaunch(launch).build())
                        .compose(sent -> request.getHaveSha256().equals(launch.getArtefactSha256())
                                ? Future.succeededFuture()
                                : sendArtefact(launch, response)))
                .compose(sent -> response.end())
                .onFailure(failure -> refuse(response, failure));
    }

    private Future<Void> sendArtefact(Launch launch, WriteStream<FetchResponse> response) {
        String key = Deployment.artefactKey(launch.getProjectId(), launch.getFunctionId(), launch.getDeploymentId());
        return objects.read(key, 0, launch.getArtefactBytes())
                .compose(body -> flow(body, response).eventually(body::close));
    }

    private static Future<Void> flow(ObjectBody body, WriteStream<FetchResponse> response) {
        return Future.future(done -> {
            body.exceptionHandler(done::tryFail);
            body.endHandler(end -> done.tryComplete());
            body.handler(bytes -> {
                response.write(part(bytes)).onFailure(done::tryFail);
                if (response.writeQueueFull()) {
                    body.pause();
                    response.drainHandler(drained -> body.resume());
                }
            });
            body.resume();
        });
    }

    private static FetchResponse part(Buffer bytes) {
        return FetchResponse.newBuilder()
                .setArtefact(UnsafeByteOperations.unsafeWrap(bytes.getBytes()))
                .build();
    }

    private Future<ReportResponse> report(UserCall<ReportRequest> call) {
        return executions.report(call.request().getExecutionsList()).map(ReportResponse.getDefaultInstance());
    }

    private static void refuse(WriteStream<FetchResponse> response, Throwable failure) {
        Problem problem = Problem.from(failure);
        if (problem.type().status() >= 500) {
            log.atError().setCause(failure).log("A deployment could not be fetched");
        }
        GrpcStatus status = switch (problem.type().status()) {
            case 404 -> GrpcStatus.NOT_FOUND;
            case 451 -> GrpcStatus.PERMISSION_DENIED;
            default -> GrpcStatus.UNAVAILABLE;
        };
        if (response instanceof GrpcServerResponse<?, ?> reply) {
            reply.status(status).statusMessage(problem.type().name());
        }
        response.end();
    }
}
