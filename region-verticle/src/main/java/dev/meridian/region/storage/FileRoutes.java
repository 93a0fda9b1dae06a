package dev.meridian.region.storage;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.permissions.Permissions.Subject;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;

/** Files over HTTP, but for their upload and their content. */
final class FileRoutes {

    private static final String FILES = "/v1/storage/buckets/{bucketId}/files";
    private static final String FILE = FILES + "/{fileId}";

    private final BucketStore buckets;
    private final FileStore files;
    private final FileUpload upload;
    private final FileDelivery delivery;
    private final InstantSource clock;

    FileRoutes(BucketStore buckets, FileStore files, FileUpload upload, FileDelivery delivery, InstantSource clock) {
        this.buckets = buckets;
        this.files = files;
        this.upload = upload;
        this.delivery = delivery;
        this.clock = clock;
    }

    void declare(Routes routes) {
        routes.post(FILES).scope("files.write").rawBody().on(upload::create);
        routes.get(FILES).scope("files.read").on(this::list);
        routes.get(FILE).scope("files.read").on(request -> found(request, (bucket, file) -> reply(file)));
        routes.put(FILE).scope("files.write").on(this::update);
        routes.delete(FILE).scope("files.write").on(this::delete);
        routes.get(FILE + "/view")
                .scope("files.read")
                .on(request -> found(request, (bucket, file) -> delivery.send(request, bucket, file, "inline")));
        routes.get(FILE + "/download")
                .scope("files.read")
                .on(request -> found(request, (bucket, file) -> delivery.send(request, bucket, file, "attachment")));
    }

    private Future<ApiReply> list(ApiRequest request) {
        return bucket(request).compose(bucket -> {
            TableShape shape = StoredFile.SHAPE
                    .pinned("project_id", ValueType.STRING, request.project())
                    .pinned("bucket_id", ValueType.STRING, bucket.id());
            return Listing.of(buckets.database(), shape, Access.listed(bucket, request.caller()), request.parameters())
                    .map(listing -> ApiReply.json(
                            200,
                            listing.model("files", row -> StoredFile.of(row).model())));
        });
    }

    private Future<ApiReply> update(ApiRequest request) {
        return known(request, (bucket, file) -> {
            Caller caller = request.caller();
            Access.checkChange(bucket, file, caller, "update");
            Parameters parameters = request.parameters();
            String name = parameters
                    .optionalText("name", 128)
                    .filter(text -> !text.isEmpty())
                    .orElse(file.name());
            List<String> permissions = parameters
                    .texts("permissions", 100, 1_024)
                    .map(asked -> GrantedRoles.checked(asked, Subject.ITEM, caller))
                    .orElse(file.permissions());
            if (name.equals(file.name()) && permissions.equals(file.permissions())) {
                return reply(file);
            }
            return files.update(
                            request.project(),
                            file,
                            name,
                            permissions,
                            clock.instant(),
                            request.trace(),
                            Cause.of(caller))
                    .compose(FileRoutes::reply);
        });
    }

    private Future<ApiReply> delete(ApiRequest request) {
        return known(request, (bucket, file) -> {
            Access.checkChange(bucket, file, request.caller(), "delete");
            return files.delete(request.project(), file, request.trace(), Cause.of(request.caller()))
                    .map(deleted -> ApiReply.empty());
        });
    }

    private static Future<ApiReply> reply(StoredFile file) {
        return Future.succeededFuture(ApiReply.json(200, file.model()));
    }

    private Future<Bucket> bucket(ApiRequest request) {
        return buckets.find(request.project(), request.path("bucketId"))
                .map(bucket -> Access.visible(bucket, request.caller()));
    }

    /** Goes on with a file that exists, whether or not the caller may read it. */
    private Future<ApiReply> known(ApiRequest request, BiFunction<Bucket, StoredFile, Future<ApiReply>> next) {
        return bucket(request)
                .compose(bucket -> files.find(request.project(), bucket.id(), request.path("fileId"))
                        .compose(file -> next.apply(bucket, file.orElseThrow(StorageProblems::noFile))));
    }

    /** Goes on with a file that the caller may read; others are told that there is none. */
    private Future<ApiReply> found(ApiRequest request, BiFunction<Bucket, StoredFile, Future<ApiReply>> next) {
        return known(request, (bucket, file) -> {
            if (!Access.mayRead(bucket, file, request.caller())) {
                throw StorageProblems.noFile();
            }
            return next.apply(bucket, file);
        });
    }
}
