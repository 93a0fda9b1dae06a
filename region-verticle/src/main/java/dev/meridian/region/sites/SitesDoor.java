package dev.meridian.region.sites;

import com.google.protobuf.UnsafeByteOperations;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.relay.PeerName;
import dev.meridian.core.residency.Act;
import dev.meridian.proto.sites.v1.FetchRequest;
import dev.meridian.proto.sites.v1.FetchResponse;
import dev.meridian.proto.sites.v1.SitesGrpcService;
import dev.meridian.region.deployments.DeploymentStore;
import dev.meridian.region.release.Release;
import dev.meridian.region.storage.objects.ObjectBody;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code sites.v1.Sites}: what nodes that serve sites take from this region. Relay door only. */
final class SitesDoor {

    private static final Logger log = LoggerFactory.getLogger(SitesDoor.class);

    private final Release release;
    private final DeploymentStore deployments;
    private final ObjectStore objects;

    private SitesDoor(Release release, DeploymentStore deployments, ObjectStore objects) {
        this.release = release;
        this.deployments = deployments;
        this.objects = objects;
    }

    static Service service(Release release, DeploymentStore deployments, ObjectStore objects) {
        SitesDoor door = new SitesDoor(release, deployments, objects);
        return Service.service(SitesGrpcService.SERVICE_NAME, SitesGrpcService.SERVICE_DESCRIPTOR)
                .bind(
                        SitesGrpcService.Fetch,
                        call -> call.handler(request -> door.fetch(
                                PeerName.of(call.connection(), request.getNode()), request, call.response())))
                .build();
    }

    /** Files go to nodes that may keep them. */
    private void fetch(String node, FetchRequest request, WriteStream<FetchResponse> response) {
        release.check(Optional.of(node), Act.CACHE, request.getProjectId())
                .compose(permitted -> deployments.ready(
                        SiteStore.owner(request.getProjectId(), request.getSiteId()), request.getDeploymentId()))
                .compose(deployment -> objects.read(deployment.artefactKey(), 0, deployment.buildSize()))
                .compose(body -> flow(body, response).eventually(body::close))
                .compose(sent -> response.end())
                .onFailure(failure -> refuse(response, failure));
    }

    private static Future<Void> flow(ObjectBody body, WriteStream<FetchResponse> response) {
        return Future.future(done -> {
            body.exceptionHandler(done::tryFail);
            body.endHandler(end -> done.tryComplete());
            body.handler(bytes -> {
                FetchResponse part = FetchResponse.newBuilder()
                        .setArtefact(UnsafeByteOperations.unsafeWrap(bytes.getBytes()))
                        .build();
                response.write(part).onFailure(done::tryFail);
                if (response.writeQueueFull()) {
                    body.pause();
                    response.drainHandler(drained -> body.resume());
                }
            });
            body.resume();
        });
    }

    private static void refuse(WriteStream<FetchResponse> response, Throwable failure) {
        Problem problem = Problem.from(failure);
        if (problem.type().status() >= 500) {
            log.atError().setCause(failure).log("A site could not be fetched");
        }
        if (response instanceof GrpcServerResponse<?, ?> reply) {
            GrpcStatus status = switch (problem.type().status()) {
                case 404 -> GrpcStatus.NOT_FOUND;
                case 451 -> GrpcStatus.PERMISSION_DENIED;
                default -> GrpcStatus.UNAVAILABLE;
            };
            reply.status(status).statusMessage(problem.type().name());
        }
        response.end();
    }
}
