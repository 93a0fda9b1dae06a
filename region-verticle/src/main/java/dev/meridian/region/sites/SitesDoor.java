package dev.meridian.region.sites;

import com.google.protobuf.UnsafeByteOperations;
import dev.meridian.core.problem.Problem;
import dev.meridian.proto.sites.v1.FetchRequest;
import dev.meridian.proto.sites.v1.FetchResponse;
import dev.meridian.proto.sites.v1.SitesGrpcService;
import dev.meridian.proto.sites.v1.SitesService;
import dev.meridian.region.deployments.DeploymentStore;
import dev.meridian.region.storage.objects.ObjectBody;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code sites.v1.Sites}: what nodes that serve sites take from this region. Relay door only. */
final class SitesDoor extends SitesService {

    private static final Logger log = LoggerFactory.getLogger(SitesDoor.class);

    private final DeploymentStore deployments;
    private final ObjectStore objects;

    private SitesDoor(DeploymentStore deployments, ObjectStore objects) {
        this.deployments = deployments;
        this.objects = objects;
    }

    static Service service(DeploymentStore deployments, ObjectStore objects) {
        return SitesGrpcService.of(new SitesDoor(deployments, objects));
    }

    @Override
    protected void fetch(FetchRequest request, WriteStream<FetchResponse> response) {
        deployments
                .ready(SiteStore.owner(request.getProjectId(), request.getSiteId()), request.getDeploymentId())
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
            reply.status(problem.type().status() == 404 ? GrpcStatus.NOT_FOUND : GrpcStatus.UNAVAILABLE)
                    .statusMessage(problem.type().name());
        }
        response.end();
    }
}
