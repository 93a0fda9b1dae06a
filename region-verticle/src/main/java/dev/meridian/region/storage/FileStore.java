package dev.meridian.region.storage;

import dev.meridian.core.http.TraceParent;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.outbox.Purges;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.storage.objects.StoredObject;
import dev.meridian.region.storage.uploads.ChunkRange;
import dev.meridian.region.storage.uploads.ObjectSweep;
import dev.meridian.region.storage.uploads.UploadReaper;
import dev.meridian.region.storage.uploads.Uploads;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Files in the database. */
final class FileStore {

    private static final String ONE = " where project_id = $1 and bucket_id = $2 and file_id = $3";

    private final Database database;
    private final Purges purges;
    private final Events events;

    FileStore(Database database, Purges purges, Events events) {
        this.database = database;
        this.purges = purges;
        this.events = events;
    }

    Future<Optional<StoredFile>> find(String project, String bucketId, String id) {
        return database.read("select * from meridian.file" + ONE, project, bucketId, id)
                .map(FileStore::first);
    }

    /**
     * Makes a file's row unless there is one.
     *
     * @return the row as it is now, and whether it is new
     */
    Future<Made> make(String project, StoredFile file, Cause doer) {
        return database.transaction(connection -> insert(connection, project, file)
                        .compose(made -> made.filter(StoredFile::isComplete).isEmpty()
                                ? Future.succeededFuture(made)
                                : tell(connection, project, made.get(), "create", doer)
                                        .map(made)))
                .compose(made -> made.map(it -> Future.succeededFuture(new Made(it, true)))
                        .orElseGet(() -> find(project, file.bucketId(), file.id())
                                .map(found -> new Made(found.orElseThrow(StorageProblems::noFile), false))));
    }

    private Future<Void> tell(SqlConnection connection, String project, StoredFile file, String action, Cause doer) {
        return events.add(
                connection,
                project,
                EventSubject.of("buckets", file.bucketId()).in("files", file.id()),
                action,
                file.model(),
                doer);
    }

    private static Future<Optional<StoredFile>> insert(SqlConnection connection, String project, StoredFile file) {
        return connection
                .preparedQuery("insert into meridian.file (project_id, bucket_id, file_id, object_id, uploader, name,"
                        + " permissions, signature, mime_type, size_original, chunks_total, chunks_uploaded,"
                        + " complete, created_at, updated_at)"
                        + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)"
                        + " on conflict do nothing returning *")
                .execute(Tuple.of(project, file.bucketId(), file.id(), file.objectId(), file.uploader(), file.name())
                        .addArrayOfString(file.permissions().toArray(String[]::new))
                        .addString(file.signature())
                        .addString(file.mimeType())
                        .addLong(file.size())
                        .addInteger(file.chunksTotal())
                        .addInteger(file.chunksArrived())
                        .addBoolean(file.isComplete())
                        .addOffsetDateTime(file.createdAt().atOffset(ZoneOffset.UTC)))
                .map(FileStore::first);
    }

    record Made(StoredFile file, boolean isNew) {}

    /** Notes a chunk that is kept; answers the file as it is now. */
    Future<StoredFile> notePart(String project, StoredFile file, ChunkRange range) {
        return database.transaction(connection -> lock(connection, project, file)
                .compose(locked -> locked.isComplete()
                        ? Future.succeededFuture(locked)
                        : Uploads.notePart(connection, project, file.objectId(), range.part())
                                .compose(arrived -> connection
                                        .preparedQuery(
                                                "update meridian.file set chunks_uploaded = $4" + ONE + " returning *")
                                        .execute(Tuple.of(project, file.bucketId(), file.id(), arrived)))
                                .map(rows -> first(rows).orElseThrow(StorageProblems::noFile))));
    }

    /** Makes a file whole; of no effect if it is already. */
    Future<StoredFile> complete(
            String project, StoredFile file, StoredObject object, String mimeType, Instant now, Cause doer) {
        return database.transaction(connection -> lock(connection, project, file)
                .compose(locked -> locked.isComplete()
                        ? Future.succeededFuture(locked)
                        : Uploads.forgetParts(connection, project, file.objectId())
                                .compose(forgotten -> connection
                                        .preparedQuery("update meridian.file set complete = true, signature = $4,"
                                                + " mime_type = $5, updated_at = $6" + ONE + " returning *")
                                        .execute(Tuple.of(
                                                project,
                                                file.bucketId(),
                                                file.id(),
                                                object.md5(),
                                                mimeType,
                                                now.atOffset(ZoneOffset.UTC))))
                                .map(rows -> first(rows).orElseThrow(StorageProblems::noFile))
                                .compose(whole -> tell(connection, project, whole, "create", doer)
                                        .map(whole))));
    }

    /** Changes name and permissions; what edges keep of the file is stale with it. */
    Future<StoredFile> update(
            String project,
            StoredFile file,
            String name,
            List<String> permissions,
            Instant now,
            TraceParent cause,
            Cause doer) {
        return database.transaction(connection -> connection
                        .preparedQuery("update meridian.file set name = $4, permissions = $5, updated_at = $6" + ONE
                                + " returning *")
                        .execute(Tuple.of(
                                project,
                                file.bucketId(),
                                file.id(),
                                name,
                                permissions.toArray(String[]::new),
                                now.atOffset(ZoneOffset.UTC)))
                        .map(rows -> first(rows).orElseThrow(StorageProblems::noFile))
                        .compose(updated -> announce(connection, project, file, cause)
                                .compose(purged -> tell(connection, project, updated, "update", doer))
                                .map(updated)))
                .onSuccess(done -> purges.wake());
    }

    Future<Void> delete(String project, StoredFile file, TraceParent cause, Cause doer) {
        return database.transaction(connection -> connection
                        .preparedQuery("delete from meridian.file" + ONE + " returning *")
                        .execute(Tuple.of(project, file.bucketId(), file.id()))
                        .map(rows -> first(rows).orElseThrow(StorageProblems::noFile))
                        .compose(deleted -> forget(connection, project, deleted.objectId())
                                .compose(forgotten -> deleted.isComplete()
                                        ? tell(connection, project, deleted, "delete", doer)
                                        : Future.succeededFuture()))
                        .compose(forgotten -> announce(connection, project, file, cause)))
                .onSuccess(done -> purges.wake());
    }

    /** As {@link UploadReaper.Batch#giveUp}. */
    static Future<Integer> giveUp(SqlConnection transaction, OffsetDateTime before, int most) {
        return transaction
                .preparedQuery("delete from meridian.file where (project_id, bucket_id, file_id) in"
                        + " (select project_id, bucket_id, file_id from meridian.file"
                        + " where not complete and created_at < $1 order by created_at limit $2"
                        + " for update skip locked) returning project_id, object_id")
                .execute(Tuple.of(before, most))
                .compose(rows -> InTurn.each(
                                rows,
                                row -> forget(transaction, row.getString("project_id"), row.getString("object_id")))
                        .map(rows.rowCount()));
    }

    /** Gives up the bytes and the parts of a file that has no row any more. */
    static Future<Void> forget(SqlConnection connection, String project, String objectId) {
        return Uploads.forgetParts(connection, project, objectId)
                .compose(parts -> ObjectSweep.remove(connection, project, StoredFile.key(project, objectId)));
    }

    private Future<Void> announce(SqlConnection connection, String project, StoredFile file, TraceParent cause) {
        return purges.add(connection, project, List.of(SurrogateKeys.file(file.bucketId(), file.id())), cause);
    }

    private static Future<StoredFile> lock(SqlConnection connection, String project, StoredFile file) {
        return connection
                .preparedQuery("select * from meridian.file" + ONE + " and object_id = $4 for update")
                .execute(Tuple.of(project, file.bucketId(), file.id(), file.objectId()))
                .map(rows -> first(rows).orElseThrow(StorageProblems::noFile));
    }

    private static Optional<StoredFile> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(StoredFile.of(rows.iterator().next()));
    }
}
