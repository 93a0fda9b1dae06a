package dev.meridian.region.storage;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.permissions.Permissions.Subject;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Buckets over HTTP; for keys and administrators. */
final class BucketRoutes {

    private final BucketStore buckets;
    private final Ids ids;
    private final InstantSource clock;
    private final long mostFileBytes;

    BucketRoutes(BucketStore buckets, Ids ids, InstantSource clock, long mostFileBytes) {
        this.buckets = buckets;
        this.ids = ids;
        this.clock = clock;
        this.mostFileBytes = mostFileBytes;
    }

    void declare(Routes routes) {
        routes.post("/v1/storage/buckets").scope("buckets.write").on(this::create);
        routes.get("/v1/storage/buckets").scope("buckets.read").on(this::list);
        routes.get("/v1/storage/buckets/{bucketId}").scope("buckets.read").on(this::one);
        routes.put("/v1/storage/buckets/{bucketId}").scope("buckets.write").on(this::update);
        routes.delete("/v1/storage/buckets/{bucketId}").scope("buckets.write").on(this::delete);
    }

    private Future<ApiReply> create(ApiRequest request) {
        Parameters parameters = request.parameters();
        Instant now = clock.instant();
        Bucket blank = new Bucket(
                ids.resolve(parameters.newId("bucketId")),
                "",
                List.of(),
                false,
                true,
                mostFileBytes,
                List.of(),
                "none",
                true,
                true,
                true,
                now,
                now);
        return buckets.create(request.project(), changed(blank, request), Cause.of(request.caller()))
                .map(bucket -> ApiReply.json(201, bucket.model(0)));
    }

    private Future<ApiReply> list(ApiRequest request) {
        return Listing.of(
                        buckets.database(),
                        Bucket.SHAPE.pinned("project_id", ValueType.STRING, request.project()),
                        new Visibility.Everything(),
                        request.parameters())
                .map(listing -> ApiReply.json(
                        200, listing.model("buckets", row -> Bucket.of(row).model(0))));
    }

    private Future<ApiReply> one(ApiRequest request) {
        return buckets.find(request.project(), request.path("bucketId")).compose(bucket -> reply(request, bucket));
    }

    private Future<ApiReply> update(ApiRequest request) {
        return buckets.find(request.project(), request.path("bucketId"))
                .compose(known -> buckets.update(
                        request.project(), changed(known, request), request.trace(), Cause.of(request.caller())))
                .compose(bucket -> reply(request, bucket));
    }

    private Future<ApiReply> delete(ApiRequest request) {
        return buckets.delete(request.project(), request.path("bucketId"), request.trace(), Cause.of(request.caller()))
                .map(deleted -> ApiReply.empty());
    }

    private Future<ApiReply> reply(ApiRequest request, Bucket bucket) {
        return buckets.totalSize(request.project(), bucket.id()).map(size -> ApiReply.json(200, bucket.model(size)));
    }

    /** A bucket with what the request says in place of what was; a name is asked for always. */
    private Bucket changed(Bucket known, ApiRequest request) {
        Parameters parameters = request.parameters();
        return new Bucket(
                known.id(),
                parameters.text("name", 128),
                parameters
                        .texts("permissions", 100, 1_024)
                        .map(permissions -> GrantedRoles.checked(permissions, Subject.CONTAINER, request.caller()))
                        .orElse(known.permissions()),
                parameters.flag("fileSecurity", known.fileSecurity()),
                parameters.flag("enabled", known.enabled()),
                parameters.integer("maximumFileSize", 1, mostFileBytes).orElse(known.maximumFileSize()),
                parameters.texts("allowedFileExtensions", 100, 64).orElse(known.extensions()),
                parameters.oneOf("compression", List.of("none", "gzip", "zstd")).orElse(known.compression()),
                parameters.flag("encryption", known.encryption()),
                parameters.flag("antivirus", known.antivirus()),
                parameters.flag("transformations", known.transformations()),
                known.createdAt(),
                clock.instant());
    }
}
