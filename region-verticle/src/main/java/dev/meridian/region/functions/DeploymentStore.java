package dev.meridian.region.functions;

import dev.meridian.region.postgres.Database;
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
import java.util.Optional;

/** Deployments in the database. */
final class DeploymentStore {

    private static final String ONE = " where project_id = $1 and function_id = $2 and deployment_id = $3";

    private final Database database;

    DeploymentStore(Database database) {
        this.database = database;
    }

    Future<Optional<Deployment>> find(String project, String functionId, String id) {
        return id.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : database.read("select * from meridian.deployment" + ONE, project, functionId, id)
                        .map(DeploymentStore::first);
    }

    Future<DeploymentSummary> summary(String project, AppFunction function) {
        Future<Optional<Deployment>> active = find(project, function.id(), function.deploymentId());
        Future<Optional<Deployment>> latest = database.read(
                        "select * from meridian.deployment where project_id = $1 and function_id = $2"
                                + " order by sequence desc limit 1",
                        project,
                        function.id())
                .map(DeploymentStore::first);
        return Future.all(active, latest)
                .map(both -> DeploymentSummary.of(
                        active.result().orElse(null), latest.result().orElse(null)));
    }

    /** Makes the row unless there is one; answers the row as it is now. */
    Future<Deployment> make(String project, Deployment deployment) {
        return database.write(
                        "insert into meridian.deployment (project_id, function_id, deployment_id, object_id, uploader,"
                                + " activate, entrypoint, commands, status, build_logs, build_seconds, source_size,"
                                + " build_size, artefact_sha256, chunks_total, chunks_uploaded, complete, created_at,"
                                + " updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, $10, 0, '', $11, 0,"
                                + " $12, $13, $13) on conflict do nothing",
                        project,
                        deployment.functionId(),
                        deployment.id(),
                        deployment.objectId(),
                        deployment.uploader(),
                        deployment.activate(),
                        deployment.entrypoint(),
                        deployment.commands(),
                        deployment.status(),
                        deployment.sourceSize(),
                        deployment.chunksTotal(),
                        deployment.isComplete(),
                        FunctionStore.utc(deployment.createdAt()))
                .compose(made -> find(project, deployment.functionId(), deployment.id()))
                .map(found -> found.orElseThrow(FunctionProblems::noDeployment));
    }

    /** Notes a chunk that is kept; answers the deployment as it is now. */
    Future<Deployment> notePart(String project, Deployment deployment, ChunkRange range) {
        return database.transaction(connection -> lock(connection, project, deployment)
                .compose(locked -> locked.isComplete()
                        ? Future.succeededFuture(locked)
                        : Uploads.notePart(connection, project, deployment.objectId(), range.part())
                                .compose(arrived -> update(
                                        connection,
                                        "chunks_uploaded = $4",
                                        key(project, deployment).addInteger(arrived)))));
    }

    /** Makes the code whole, so that it waits for its build; of no effect if it is already. */
    Future<Deployment> complete(String project, Deployment deployment, Instant now) {
        return database.transaction(connection -> lock(connection, project, deployment)
                .compose(locked -> locked.isComplete()
                        ? Future.succeededFuture(locked)
                        : Uploads.forgetParts(connection, project, deployment.objectId())
                                .compose(forgotten -> update(
                                        connection,
                                        "complete = true, updated_at = $4",
                                        key(project, deployment).addOffsetDateTime(FunctionStore.utc(now))))));
    }

    Future<Deployment> status(String project, Deployment deployment, String status, Instant now) {
        return database.transaction(connection -> update(
                connection,
                "status = $4, updated_at = $5",
                key(project, deployment).addString(status).addOffsetDateTime(FunctionStore.utc(now))));
    }

    /** Removes a deployment with its code and its artefact, in a transaction. */
    static Future<Void> delete(SqlConnection connection, String project, Deployment deployment) {
        return connection
                .preparedQuery("delete from meridian.deployment" + ONE)
                .execute(key(project, deployment))
                .compose(deleted -> Uploads.forgetParts(connection, project, deployment.objectId()))
                .compose(forgotten ->
                        ObjectSweep.remove(connection, project, Deployment.sourceKey(project, deployment.objectId())))
                .compose(marked -> ObjectSweep.remove(
                        connection,
                        project,
                        Deployment.artefactKey(project, deployment.functionId(), deployment.id())));
    }

    /** Removes all deployments of a function, in the transaction that removes it. */
    static Future<Void> deleteAll(SqlConnection connection, String project, String functionId) {
        return connection
                .preparedQuery("select * from meridian.deployment where project_id = $1 and function_id = $2")
                .execute(Tuple.of(project, functionId))
                .compose(rows -> deleteEach(connection, rows));
    }

    private static Future<Void> deleteEach(SqlConnection connection, RowSet<Row> rows) {
        Future<Void> done = Future.succeededFuture();
        for (Row row : rows) {
            done = done.compose(next -> delete(connection, row.getString("project_id"), Deployment.of(row)));
        }
        return done;
    }

    /** As {@link UploadReaper.Batch#giveUp}. */
    static Future<Integer> giveUp(SqlConnection transaction, OffsetDateTime before, int most) {
        return transaction
                .preparedQuery("select * from meridian.deployment where not complete and created_at < $1"
                        + " order by created_at limit $2 for update skip locked")
                .execute(Tuple.of(before, most))
                .compose(rows -> deleteEach(transaction, rows).map(rows.size()));
    }

    private static Future<Deployment> lock(SqlConnection connection, String project, Deployment deployment) {
        return connection
                .preparedQuery("select * from meridian.deployment" + ONE + " for update")
                .execute(key(project, deployment))
                .map(rows -> first(rows).orElseThrow(FunctionProblems::noDeployment));
    }

    static Future<Deployment> update(SqlConnection connection, String set, Tuple arguments) {
        return connection
                .preparedQuery("update meridian.deployment set " + set + ONE + " returning *")
                .execute(arguments)
                .map(rows -> first(rows).orElseThrow(FunctionProblems::noDeployment));
    }

    static Tuple key(String project, Deployment deployment) {
        return Tuple.of(project, deployment.functionId(), deployment.id());
    }

    static Optional<Deployment> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(Deployment.of(rows.iterator().next()));
    }
}
