package dev.meridian.region.storage;

import dev.meridian.core.http.TraceParent;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Buckets in the database. */
final class BucketStore {

    private final Database database;
    private final Purges purges;
    private final Events events;

    BucketStore(Database database, Purges purges, Events events) {
        this.database = database;
        this.purges = purges;
        this.events = events;
    }

    Database database() {
        return database;
    }

    /** Fails with {@code storage_bucket_not_found}. */
    Future<Bucket> find(String project, String id) {
        return database.read("select * from meridian.bucket where project_id = $1 and bucket_id = $2", project, id)
                .map(BucketStore::one);
    }

    Future<Bucket> create(String project, Bucket bucket, Cause doer) {
        return database.transaction(connection -> insert(connection, project, bucket)
                .compose(made -> tell(connection, project, made, "create", doer).map(made)));
    }

    private Future<Void> tell(SqlConnection connection, String project, Bucket bucket, String action, Cause doer) {
        return events.add(connection, project, EventSubject.of("buckets", bucket.id()), action, bucket.model(0), doer);
    }

    private static Future<Bucket> insert(SqlConnection connection, String project, Bucket bucket) {
        return connection
                .preparedQuery(
                        "insert into meridian.bucket (name, permissions, file_security, enabled, maximum_file_size,"
                                + " allowed_file_extensions, compression, encryption, antivirus, transformations,"
                                + " updated_at, created_at, project_id, bucket_id)"
                                + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13)"
                                + " on conflict do nothing returning *")
                .execute(Tuple.wrap(arguments(project, bucket)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw StorageProblems.bucketExists();
                    }
                    return Bucket.of(rows.iterator().next());
                });
    }

    /** Stores new settings; what edges keep of the bucket is stale with them. */
    Future<Bucket> update(String project, Bucket bucket, TraceParent cause, Cause doer) {
        return database.transaction(connection -> connection
                        .preparedQuery("update meridian.bucket set name = $1, permissions = $2, file_security = $3,"
                                + " enabled = $4, maximum_file_size = $5, allowed_file_extensions = $6, compression = $7,"
                                + " encryption = $8, antivirus = $9, transformations = $10, updated_at = $11"
                                + " where project_id = $12 and bucket_id = $13 returning *")
                        .execute(Tuple.wrap(arguments(project, bucket)))
                        .map(BucketStore::one)
                        .compose(updated -> purges.add(
                                        connection, project, List.of(SurrogateKeys.bucket(bucket.id())), cause)
                                .compose(purged -> tell(connection, project, updated, "update", doer))
                                .map(updated)))
                .onSuccess(done -> purges.wake());
    }

    /** Removes a bucket with all its files. */
    Future<Void> delete(String project, String id, TraceParent cause, Cause doer) {
        return database.transaction(connection -> connection
                        .preparedQuery(
                                "delete from meridian.bucket where project_id = $1 and bucket_id = $2 returning *")
                        .execute(Tuple.of(project, id))
                        .map(BucketStore::one)
                        .compose(bucket -> tell(connection, project, bucket, "delete", doer))
                        .compose(told -> deleteFiles(connection, project, id))
                        .compose(deleted -> purges.add(connection, project, List.of(SurrogateKeys.bucket(id)), cause)))
                .onSuccess(done -> purges.wake());
    }

    private static Future<Void> deleteFiles(SqlConnection connection, String project, String id) {
        return connection
                .preparedQuery("delete from meridian.file where project_id = $1 and bucket_id = $2 returning object_id")
                .execute(Tuple.of(project, id))
                .compose(rows -> {
                    List<Future<Void>> removals = new ArrayList<>();
                    rows.forEach(row -> {
                        String objectId = row.getString("object_id");
                        removals.add(FileStore.forget(connection, project, objectId));
                    });
                    return Future.all(removals).mapEmpty();
                });
    }

    /** Bytes of all files in a bucket. */
    Future<Long> totalSize(String project, String id) {
        return database.read(
                        "select coalesce(sum(size_original), 0)::bigint from meridian.file"
                                + " where project_id = $1 and bucket_id = $2 and complete",
                        project,
                        id)
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static Bucket one(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw StorageProblems.noBucket();
        }
        return Bucket.of(rows.iterator().next());
    }

    private static Object[] arguments(String project, Bucket bucket) {
        return new Object[] {
            bucket.name(),
            bucket.permissions().toArray(String[]::new),
            bucket.fileSecurity(),
            bucket.enabled(),
            bucket.maximumFileSize(),
            bucket.extensions().toArray(String[]::new),
            bucket.compression(),
            bucket.encryption(),
            bucket.antivirus(),
            bucket.transformations(),
            OffsetDateTime.ofInstant(bucket.updatedAt(), ZoneOffset.UTC),
            project,
            bucket.id()
        };
    }
}
