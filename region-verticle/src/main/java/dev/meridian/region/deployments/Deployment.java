package dev.meridian.region.deployments;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;

/**
 * A deployment as it is stored.
 *
 * @param status waiting, processing, building, ready, failed or canceled
 * @param artefactSha256 lower-case hex once it is ready, else empty
 * @param isComplete whether all of its code has arrived
 */
public record Deployment(
        String id,
        Owner owner,
        String objectId,
        String uploader,
        boolean activate,
        BuildPlan plan,
        String status,
        String buildLogs,
        int buildSeconds,
        long sourceSize,
        long buildSize,
        String artefactSha256,
        int chunksTotal,
        int chunksArrived,
        boolean isComplete,
        Instant createdAt,
        Instant updatedAt) {

    static final TableShape SHAPE = TableShape.of(
            new Identifier("meridian"),
            new Identifier("deployment"),
            List.of(
                    Field.required("$id", "deployment_id", ValueType.STRING),
                    Field.required("$sequence", "sequence", ValueType.INTEGER),
                    Field.required("$createdAt", "created_at", ValueType.DATETIME),
                    Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                    hidden("project_id", ValueType.STRING),
                    hidden("owner_type", ValueType.STRING),
                    hidden("owner_id", ValueType.STRING),
                    hidden("object_id", ValueType.STRING),
                    hidden("uploader", ValueType.STRING),
                    Field.required("activate", "activate", ValueType.BOOLEAN),
                    Field.required("entrypoint", "entrypoint", ValueType.STRING),
                    hidden("commands", ValueType.STRING),
                    hidden("install_command", ValueType.STRING),
                    hidden("output_directory", ValueType.STRING),
                    Field.required("status", "status", ValueType.STRING),
                    hidden("build_logs", ValueType.STRING),
                    Field.required("buildDuration", "build_seconds", ValueType.INTEGER),
                    Field.required("sourceSize", "source_size", ValueType.INTEGER),
                    Field.required("buildSize", "build_size", ValueType.INTEGER),
                    Field.required("totalSize", "total_size", ValueType.INTEGER),
                    Field.required("type", "type", ValueType.STRING),
                    Field.required("search", "search", ValueType.STRING),
                    hidden("artefact_sha256", ValueType.STRING),
                    hidden("chunks_total", ValueType.INTEGER),
                    hidden("chunks_uploaded", ValueType.INTEGER),
                    hidden("complete", ValueType.BOOLEAN)));

    private static Field hidden(String column, ValueType type) {
        return new Field(column, new Identifier(column), type, false, false, false);
    }

    static Deployment of(Row row) {
        return new Deployment(
                row.getString("deployment_id"),
                Owner.of(row),
                row.getString("object_id"),
                row.getString("uploader"),
                row.getBoolean("activate"),
                new BuildPlan(
                        row.getString("entrypoint"),
                        row.getString("commands"),
                        row.getString("install_command"),
                        row.getString("output_directory")),
                row.getString("status"),
                row.getString("build_logs"),
                row.getInteger("build_seconds"),
                row.getLong("source_size"),
                row.getLong("build_size"),
                row.getString("artefact_sha256"),
                row.getInteger("chunks_total"),
                row.getInteger("chunks_uploaded"),
                row.getBoolean("complete"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** Key of the code as it came. */
    String sourceKey() {
        return owner.project() + "/sources/" + objectId;
    }

    /** Key of what was built of it; its own, so that it goes with the deployment whatever others have been built. */
    public String artefactKey() {
        return artefactKey(owner.project(), owner.id(), id);
    }

    /** As {@link #artefactKey()}; IDs of deployments are never chosen, so that those of all owners differ. */
    public static String artefactKey(String project, String ownerId, String id) {
        return project + "/artefacts/" + ownerId + "/" + id;
    }

    /** A deployment of the same code that waits to be built, and is active once it is. */
    Deployment again(String newId, String newObjectId, BuildPlan newPlan, Instant now) {
        return new Deployment(
                newId,
                owner,
                newObjectId,
                "",
                true,
                newPlan,
                "waiting",
                "",
                0,
                sourceSize,
                0,
                "",
                1,
                0,
                true,
                now,
                now);
    }

    /** Whether nothing will be built of it any more. */
    boolean isOver() {
        return List.of("ready", "failed", "canceled").contains(status);
    }

    public boolean isReady() {
        return status.equals("ready");
    }

    JsonObject model() {
        JsonObject model = new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("type", "manual")
                .put("resourceId", owner.id())
                .put("resourceType", owner.kind().plural())
                .put("entrypoint", plan.entrypoint())
                .put("sourceSize", sourceSize)
                .put("buildSize", buildSize)
                .put("totalSize", sourceSize + buildSize)
                .put("buildId", id)
                .put("activate", activate)
                .put("screenshotLight", "")
                .put("screenshotDark", "")
                .put("status", status)
                .put("buildLogs", buildLogs)
                .put("buildDuration", buildSeconds)
                .put("chunksTotal", chunksTotal)
                .put("chunksUploaded", isComplete ? chunksTotal : Math.min(chunksArrived, chunksTotal - 1));
        for (String name : List.of(
                "RepositoryName",
                "RepositoryOwner",
                "RepositoryUrl",
                "CommitHash",
                "CommitAuthorUrl",
                "CommitAuthor",
                "CommitMessage",
                "CommitUrl",
                "Branch",
                "BranchUrl")) {
            model.put("provider" + name, "");
        }
        return model;
    }
}
