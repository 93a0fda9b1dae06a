package dev.meridian.region.deployments;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Deployments over HTTP; for keys and administrators. */
final class DeploymentRoutes {

    private final Owners owners;
    private final DeploymentStore deployments;
    private final DeploymentUpload upload;
    private final Builds builds;
    private final ObjectStore objects;
    private final Ids ids;
    private final InstantSource clock;

    DeploymentRoutes(
            Owners owners,
            DeploymentStore deployments,
            DeploymentUpload upload,
            Builds builds,
            ObjectStore objects,
            Ids ids,
            InstantSource clock) {
        this.owners = owners;
        this.deployments = deployments;
        this.upload = upload;
        this.builds = builds;
        this.objects = objects;
        this.ids = ids;
        this.clock = clock;
    }

    void declare(Routes routes) {
        String plural = owners.kind().plural();
        String all = "/v1/" + plural + "/{" + owners.kind().word() + "Id}/deployments";
        String one = all + "/{deploymentId}";
        routes.post(all).scope(plural + ".write").rawBody().on(request -> upload.create(request, ownerId(request)));
        routes.post(all + "/duplicate").scope(plural + ".write").on(this::duplicate);
        routes.get(all).scope(plural + ".read").on(this::list);
        routes.get(one).scope(plural + ".read").on(this::one);
        routes.get(one + "/download").scope(plural + ".read").on(this::download);
        routes.delete(one).scope(plural + ".write").on(this::delete);
        routes.patch(one + "/status").scope(plural + ".write").on(this::cancel);
    }

    private String ownerId(ApiRequest request) {
        return request.path(owners.kind().word() + "Id");
    }

    private Future<Owners.Owned> owned(ApiRequest request) {
        return owners.owned(request.project(), ownerId(request));
    }

    private Future<ApiReply> list(ApiRequest request) {
        return owned(request).compose(owned -> {
            TableShape shape = Deployment.SHAPE
                    .pinned("project_id", ValueType.STRING, request.project())
                    .pinned("owner_type", ValueType.STRING, owners.kind().word())
                    .pinned("owner_id", ValueType.STRING, owned.owner().id());
            return Listing.of(deployments.database(), shape, new Visibility.Everything(), request.parameters())
                    .map(listing -> ApiReply.json(
                            200,
                            listing.model(
                                    "deployments", row -> Deployment.of(row).model())));
        });
    }

    private Future<ApiReply> one(ApiRequest request) {
        return found(request, request.path("deploymentId")).map(deployment -> ApiReply.json(200, deployment.model()));
    }

    private Future<Deployment> found(ApiRequest request, String id) {
        return owned(request)
                .compose(owned -> deployments.find(owned.owner(), id))
                .map(found -> found.orElseThrow(DeploymentProblems::noDeployment));
    }

    private Future<ApiReply> delete(ApiRequest request) {
        return found(request, request.path("deploymentId"))
                .compose(deployment -> owners.told(deployments
                        .database()
                        .transaction(connection -> DeploymentStore.lock(connection, deployment)
                                .compose(locked -> DeploymentStore.delete(connection, locked))
                                .compose(deleted ->
                                        deployments.tell(connection, deployment, "delete", Cause.of(request.caller())))
                                .compose(deleted -> owners.letGo(
                                        connection, deployment.owner(), deployment.id(), clock.instant())))))
                .map(deleted -> ApiReply.empty());
    }

    private Future<ApiReply> cancel(ApiRequest request) {
        return found(request, request.path("deploymentId"))
                .compose(deployment -> deployments.cancel(deployment, clock.instant(), Cause.of(request.caller())))
                .map(canceled -> ApiReply.json(200, canceled.model()));
    }

    /** Builds the same code once more, by the plan that its owner has now, and activates it. */
    private Future<ApiReply> duplicate(ApiRequest request) {
        Instant now = clock.instant();
        String id = request.parameters().id("deploymentId");
        request.parameters().optionalText("buildId", 36);
        return owned(request)
                .compose(owned -> found(request, id).compose(known -> {
                    if (!known.isComplete()) {
                        throw DeploymentProblems.noDeployment();
                    }
                    Deployment copy = known.again(ids.unique(), ids.secret(32), owned.plan(), now);
                    return objects.join(List.of(known.sourceKey()), copy.sourceKey())
                            .compose(copied -> deployments.make(copy, Cause.of(request.caller())))
                            .onSuccess(made -> builds.wake())
                            .map(made -> ApiReply.json(202, made.model()));
                }));
    }

    /** The code as it came, or what was built of it. No tokens for downloads are given out, so that one grants nothing. */
    private Future<ApiReply> download(ApiRequest request) {
        request.parameters().optionalText("token", 2_048);
        boolean isOutput = request.parameters()
                .oneOf("type", List.of("source", "output"))
                .filter(type -> type.equals("output"))
                .isPresent();
        return found(request, request.path("deploymentId")).compose(deployment -> {
            if (!deployment.isComplete()) {
                throw DeploymentProblems.noDeployment();
            }
            if (isOutput && !deployment.isReady()) {
                throw DeploymentProblems.notReady();
            }
            String key = isOutput ? deployment.artefactKey() : deployment.sourceKey();
            long bytes = isOutput ? deployment.buildSize() : deployment.sourceSize();
            return objects.read(key, 0, bytes).map(body -> {
                request.exchange().ended().onComplete(ended -> body.close());
                return ApiReply.stream(200, "application/gzip", bytes, body)
                        .with(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "attachment; filename=\"" + deployment.id() + (isOutput ? "-output" : "-source")
                                        + ".tar.gz\"")
                        .with(HttpHeaders.CACHE_CONTROL, "private, no-store");
            });
        });
    }
}
