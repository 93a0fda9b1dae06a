package dev.meridian.region.storage;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.events.Cause;
import dev.meridian.region.permissions.Permissions.Subject;
import dev.meridian.region.storage.uploads.Arrival;
import dev.meridian.region.storage.uploads.ChunkRange;
import dev.meridian.region.storage.uploads.Uploads;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Creates files, in one request or in chunks (contract section 7).
 *
 * <p>Each chunk is kept as an object before it is noted in the file's row, under the row's lock; the request that notes the
 * last one joins them. A request that is repeated after a crash finishes what is left to do.
 */
final class FileUpload {

    private final BucketStore buckets;
    private final FileStore files;
    private final Uploads uploads;
    private final Ids ids;
    private final InstantSource clock;

    FileUpload(BucketStore buckets, FileStore files, Uploads uploads, Ids ids, InstantSource clock) {
        this.buckets = buckets;
        this.files = files;
        this.uploads = uploads;
        this.ids = ids;
        this.clock = clock;
    }

    /** What a request brings, before its bytes have a name. */
    private record Incoming(ApiRequest request, Bucket bucket, Optional<ChunkRange> range, Arrival arrival) {

        String project() {
            return request.project();
        }
    }

    Future<ApiReply> create(ApiRequest request) {
        return admit(request)
                .recover(refusal -> Uploads.refuse(request.exchange(), refusal))
                .compose(this::receive)
                .compose(incoming -> take(incoming)
                        .recover(refusal ->
                                incoming.arrival().discard().transform(discarded -> Future.failedFuture(refusal))));
    }

    /** A request that may bring bytes. */
    private record Admitted(ApiRequest request, Bucket bucket, Optional<ChunkRange> range) {

        ProblemType tooLarge() {
            return range.isPresent() ? ChunkRange.invalid().type() : StorageProblems.INVALID_FILE_SIZE;
        }

        long most() {
            return range.map(ChunkRange::bytes).orElse(bucket.maximumFileSize());
        }
    }

    private Future<Admitted> admit(ApiRequest request) {
        return buckets.find(request.project(), request.path("bucketId")).map(bucket -> {
            Access.checkCreate(Access.visible(bucket, request.caller()), request.caller());
            Optional<ChunkRange> range = Uploads.range(request.exchange());
            if (range.filter(chunk -> chunk.total() > bucket.maximumFileSize()).isPresent()) {
                throw StorageProblems.tooLarge(bucket.maximumFileSize());
            }
            return new Admitted(request, bucket, range);
        });
    }

    private Future<Incoming> receive(Admitted admitted) {
        return uploads.receive(
                        admitted.request().exchange(),
                        "file",
                        admitted.most(),
                        admitted.tooLarge(),
                        StorageProblems.empty())
                .map(arrival -> new Incoming(admitted.request(), admitted.bucket(), admitted.range(), arrival));
    }

    private Future<ApiReply> take(Incoming incoming) {
        try {
            StoredFile file = described(incoming);
            return incoming.range()
                    .map(range -> takeChunk(incoming, file, range))
                    .orElseGet(() -> takeWhole(incoming, file));
        } catch (Problem refusal) {
            return Future.failedFuture(refusal);
        }
    }

    /** The file as the request describes it, with nothing arrived. */
    private StoredFile described(Incoming incoming) {
        Arrival arrival = incoming.arrival();
        Caller caller = incoming.request().caller();
        Parameters form = new Parameters(Map.of(), arrival.fields(), Map.of());
        long total = incoming.range().map(ChunkRange::total).orElse(arrival.bytes());
        String name = arrival.name().isEmpty() ? "file" : arrival.name();
        if (!incoming.bucket().takes(name)) {
            throw StorageProblems.extension(name);
        }
        if (incoming.range().filter(range -> range.bytes() != arrival.bytes()).isPresent()) {
            throw ChunkRange.invalid();
        }
        return new StoredFile(
                fileId(incoming, form),
                incoming.bucket().id(),
                ids.secret(32),
                uploader(caller),
                name,
                form.texts("permissions", 100, 1_024)
                        .map(permissions -> GrantedRoles.checked(permissions, Subject.ITEM, caller))
                        .orElseGet(() -> GrantedRoles.byDefault(caller)),
                "",
                "",
                total,
                incoming.range().map(ChunkRange::parts).orElse(1),
                0,
                false,
                clock.instant(),
                clock.instant());
    }

    private String fileId(Incoming incoming, Parameters form) {
        Optional<String> uploadId =
                incoming.request().head().header("X-Appwrite-ID").filter(id -> !id.isEmpty());
        String named = form.newId("fileId");
        boolean isLater = incoming.range().filter(range -> range.part() > 1).isPresent();
        if (uploadId.filter(id -> !Ids.isValid(id)).isPresent()
                || (uploadId.isEmpty() && isLater && named.equals(Ids.CHOOSE))) {
            throw Problem.of(
                    new ProblemType("storage_invalid_appwrite_id", 400),
                    "The X-Appwrite-ID header must hold the ID that the first chunk's reply named.");
        }
        return uploadId.orElseGet(() -> ids.resolve(named));
    }

    /** Only who began an upload goes on with it. */
    private static String uploader(Caller caller) {
        return switch (caller) {
            case Caller.User user -> "user:" + user.userId();
            case Caller.Guest guest -> "guests";
            case Caller.Halfway halfway -> "guests";
            case Caller.Key key -> "privileged";
            case Caller.Admin admin -> "privileged";
        };
    }

    private Future<ApiReply> takeWhole(Incoming incoming, StoredFile file) {
        String project = incoming.project();
        return files.find(project, file.bucketId(), file.id())
                .compose(known -> known.isPresent()
                        ? Future.failedFuture(StorageProblems.fileExists())
                        : incoming.arrival().commit(StoredFile.key(project, file.objectId())))
                .compose(object -> files.make(project, file.completed(object), doer(incoming)))
                .map(made -> {
                    if (!made.isNew()) {
                        throw StorageProblems.fileExists();
                    }
                    return ApiReply.json(201, made.file().model());
                });
    }

    private Future<ApiReply> takeChunk(Incoming incoming, StoredFile described, ChunkRange range) {
        String project = incoming.project();
        return files.make(project, described, doer(incoming)).compose(made -> {
            StoredFile file = made.file();
            if (file.size() != range.total() || file.chunksTotal() != range.parts()) {
                throw file.isComplete() ? StorageProblems.fileExists() : ChunkRange.invalid();
            }
            if (!file.uploader().equals(described.uploader())) {
                throw StorageProblems.unauthorized();
            }
            if (file.isComplete()) {
                return incoming.arrival().discard().map(discarded -> ApiReply.json(200, file.model()));
            }
            return Uploads.keepPart(incoming.arrival(), project, file.objectId(), range.part())
                    .compose(kept -> files.notePart(project, file, range))
                    .compose(noted -> noted.isComplete() || noted.chunksArrived() < noted.chunksTotal()
                            ? Future.succeededFuture(noted)
                            : finish(project, noted, doer(incoming)))
                    .map(now -> ApiReply.json(201, now.model()));
        });
    }

    private static Cause doer(Incoming incoming) {
        return Cause.of(incoming.request().caller());
    }

    private Future<StoredFile> finish(String project, StoredFile file, Cause doer) {
        return uploads.join(project, file.objectId(), file.chunksTotal(), StoredFile.key(project, file.objectId()))
                .compose(object -> files.complete(
                        project, file, object, MimeTypes.of(object.head(), file.name()), clock.instant(), doer))
                .recover(failure -> finishedElsewhere(project, file, failure));
    }

    /** Another request may have joined the same parts and cleared them away meanwhile. */
    private Future<StoredFile> finishedElsewhere(String project, StoredFile file, Throwable failure) {
        return files.find(project, file.bucketId(), file.id())
                .compose(now -> now.filter(StoredFile::isComplete)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(failure)));
    }
}
