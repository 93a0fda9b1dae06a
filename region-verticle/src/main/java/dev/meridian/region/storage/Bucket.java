package dev.meridian.region.storage;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A bucket as it is stored. */
record Bucket(
        String id,
        String name,
        List<String> permissions,
        boolean fileSecurity,
        boolean enabled,
        long maximumFileSize,
        List<String> extensions,
        String compression,
        boolean encryption,
        boolean antivirus,
        boolean transformations,
        Instant createdAt,
        Instant updatedAt) {

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("bucket"),
            List.of(
                    Field.required("$id", "bucket_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    new Field("$permissions", new Identifier("permissions"), ValueType.STRING, true, false, false),
                    Field.required("name", "name", ValueType.STRING),
                    Field.required("fileSecurity", "file_security", ValueType.BOOLEAN),
                    Field.required("enabled", "enabled", ValueType.BOOLEAN),
                    Field.required("maximumFileSize", "maximum_file_size", ValueType.INTEGER),
                    new Field(
                            "allowedFileExtensions",
                            new Identifier("allowed_file_extensions"),
                            ValueType.STRING,
                            true,
                            false,
                            true),
                    Field.required("compression", "compression", ValueType.STRING),
                    Field.required("encryption", "encryption", ValueType.BOOLEAN),
                    Field.required("antivirus", "antivirus", ValueType.BOOLEAN),
                    Field.required("transformations", "transformations", ValueType.BOOLEAN),
                    Field.required("search", "search", ValueType.STRING)));

    static Bucket of(Row row) {
        return new Bucket(
                row.getString("bucket_id"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("permissions")),
                row.getBoolean("file_security"),
                row.getBoolean("enabled"),
                row.getLong("maximum_file_size"),
                List.of(row.getArrayOfStrings("allowed_file_extensions")),
                row.getString("compression"),
                row.getBoolean("encryption"),
                row.getBoolean("antivirus"),
                row.getBoolean("transformations"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** Whether a file of this name may lie in it; names without extension may unless extensions are named. */
    boolean takes(String fileName) {
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return extensions.isEmpty()
                || extensions.stream()
                        .anyMatch(allowed -> allowed.toLowerCase(Locale.ROOT).equals(extension));
    }

    /** @param totalSize bytes of all its files */
    JsonObject model(long totalSize) {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("$permissions", new JsonArray(permissions))
                .put("fileSecurity", fileSecurity)
                .put("name", name)
                .put("enabled", enabled)
                .put("maximumFileSize", maximumFileSize)
                .put("allowedFileExtensions", new JsonArray(extensions))
                .put("compression", compression)
                .put("encryption", encryption)
                .put("antivirus", antivirus)
                .put("transformations", transformations)
                .put("totalSize", totalSize);
    }
}
