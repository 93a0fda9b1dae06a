package dev.meridian.region.storage;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.storage.objects.StoredObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;

/**
 * A file as it is stored, whole or in the making.
 *
 * @param objectId names its bytes and the parts of its upload
 * @param uploader who may bring further chunks
 * @param chunksArrived may equal the total while the parts are being joined
 */
record StoredFile(
        String id,
        String bucketId,
        String objectId,
        String uploader,
        String name,
        List<String> permissions,
        String signature,
        String mimeType,
        long size,
        int chunksTotal,
        int chunksArrived,
        boolean isComplete,
        Instant createdAt,
        Instant updatedAt) {

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("file"),
            List.of(
                    Field.required("$id", "file_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    new Field("$permissions", new Identifier("permissions"), ValueType.STRING, true, false, false),
                    Field.required("bucketId", "bucket_id", ValueType.STRING),
                    hidden("object_id", ValueType.STRING),
                    hidden("uploader", ValueType.STRING),
                    Field.required("name", "name", ValueType.STRING),
                    Field.required("signature", "signature", ValueType.STRING),
                    Field.required("mimeType", "mime_type", ValueType.STRING),
                    Field.required("sizeOriginal", "size_original", ValueType.INTEGER),
                    Field.required("chunksTotal", "chunks_total", ValueType.INTEGER),
                    Field.required("chunksUploaded", "chunks_uploaded", ValueType.INTEGER),
                    hidden("complete", ValueType.BOOLEAN),
                    Field.required("search", "search", ValueType.STRING)));

    private static Field hidden(String column, ValueType type) {
        return new Field(column, new Identifier(column), type, false, false, false);
    }

    static StoredFile of(Row row) {
        return new StoredFile(
                row.getString("file_id"),
                row.getString("bucket_id"),
                row.getString("object_id"),
                row.getString("uploader"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("permissions")),
                row.getString("signature"),
                row.getString("mime_type"),
                row.getLong("size_original"),
                row.getInteger("chunks_total"),
                row.getInteger("chunks_uploaded"),
                row.getBoolean("complete"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** The same file once its bytes lie in the store. */
    StoredFile completed(StoredObject object) {
        return new StoredFile(
                id,
                bucketId,
                objectId,
                uploader,
                name,
                permissions,
                object.md5(),
                MimeTypes.of(object.head(), name),
                object.bytes(),
                chunksTotal,
                chunksTotal,
                true,
                createdAt,
                updatedAt);
    }

    /** Key of its bytes in the object store. */
    static String key(String project, String objectId) {
        return project + "/files/" + objectId;
    }

    /** Says that all chunks arrived only once it can be served. */
    JsonObject model() {
        return new JsonObject()
                .put("$id", id)
                .put("bucketId", bucketId)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("$permissions", new JsonArray(permissions))
                .put("name", name)
                .put("folder", "")
                .put("key", name)
                .put("signature", signature)
                .put("mimeType", mimeType)
                .put("sizeOriginal", size)
                .put("sizeActual", isComplete ? size : 0)
                .put("chunksTotal", chunksTotal)
                .put("chunksUploaded", isComplete ? chunksTotal : Math.min(chunksArrived, chunksTotal - 1))
                .put("encryption", false)
                .put("compression", "none");
    }
}
