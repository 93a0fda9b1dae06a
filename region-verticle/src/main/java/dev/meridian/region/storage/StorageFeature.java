package dev.meridian.region.storage;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.storage.objects.FolderStore;
import dev.meridian.region.storage.objects.ObjectStore;
import dev.meridian.region.storage.uploads.ObjectSweep;
import dev.meridian.region.storage.uploads.UploadReaper;
import dev.meridian.region.storage.uploads.Uploads;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Objects;

/** Buckets and files over the API, and the region's object store. */
public final class StorageFeature implements ApiFeature {

    private final WorkerExecutor executor;
    private final ObjectStore objects;
    private final ObjectSweep sweep;
    private final UploadReaper reaper;
    private final BucketRoutes buckets;
    private final FileRoutes files;

    private StorageFeature(RegionContext region, WorkerExecutor executor, ObjectStore objects) {
        this.executor = executor;
        this.objects = objects;
        this.sweep = ObjectSweep.start(
                region.node().vertx(), region.database(), objects, region.node().clock());
        Ids ids = region.node().ids();
        InstantSource clock = region.node().clock();
        this.reaper = UploadReaper.start(region.node().vertx(), region.database(), clock, FileStore::giveUp);
        BucketStore bucketStore = new BucketStore(region.database(), region.purges(), region.events());
        FileStore fileStore = new FileStore(region.database(), region.purges(), region.events());
        FileUpload upload = new FileUpload(bucketStore, fileStore, new Uploads(objects), ids, clock);
        long mostFileBytes = region.settings().storage().mostFileBytes();
        this.buckets = new BucketRoutes(bucketStore, ids, clock, mostFileBytes);
        this.files = new FileRoutes(bucketStore, fileStore, upload, new FileDelivery(objects), clock);
    }

    /** Opens the object store in its folder. */
    public static Future<StorageFeature> open(RegionContext region) {
        StorageSettings settings = region.settings().storage();
        WorkerExecutor executor =
                region.node().vertx().createSharedWorkerExecutor("objects-" + region.site(), settings.threads());
        return executor.executeBlocking(() -> FolderStore.open(region.node().vertx(), executor, settings.folder()))
                .map(store -> new StorageFeature(region, executor, Objects.requireNonNull(store)));
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        Tuple id = Tuple.of(project);
        return transaction
                .preparedQuery("delete from meridian.bucket where project_id = $1")
                .execute(id)
                .compose(deleted -> transaction
                        .preparedQuery("delete from meridian.file where project_id = $1")
                        .execute(id))
                .compose(deleted -> transaction
                        .preparedQuery("delete from meridian.upload_part where project_id = $1")
                        .execute(id))
                .compose(deleted -> ObjectSweep.remove(transaction, project, project));
    }

    /** Where the region's objects lie; other features keep theirs here as well. */
    public ObjectStore objects() {
        return objects;
    }

    public Future<Void> close() {
        sweep.stop();
        reaper.stop();
        return executor.close();
    }

    @Override
    public void routes(Routes routes) {
        buckets.declare(routes);
        files.declare(routes);
    }
}
