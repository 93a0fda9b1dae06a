package dev.meridian.region.deployments;

import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
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
import java.util.Optional;

/** Deployments in the database. */
public final class DeploymentStore {

    private static final String ONE =
            " where project_id = $1 and owner_type = $2 and owner_id = $3 and deployment_id = $4";

    private final Database database;
    private final Events events;

    DeploymentStore(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    /** Tells who listens, in the transaction of the change. */
    Future<Void> tell(SqlConnection transaction, Deployment deployment, String action, Cause doer) {
        Owner owner = deployment.owner();
        return events.add(
                transaction,
                owner.project(),
                EventSubject.of(owner.kind().plural(), owner.id()).in("deployments", deployment.id()),
                action,
                deployment.model(),
                doer);
    }

    Database database() {
        return database;
    }

    public Future<Optional<Deployment>> find(Owner owner, String id) {
        return id.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : database.read(
                                "select * from meridian.deployment" + ONE,
                                owner.project(),
                                owner.kind().word(),
                                owner.id(),
                                id)
                        .map(DeploymentStore::first);
    }

    /** A deployment that may be activated; fails with {@code deployment_not_found} or {@code build_not_ready}. */
    public Future<Deployment> ready(Owner owner, String id) {
        return find(owner, id).map(found -> {
            Deployment deployment = found.orElseThrow(DeploymentProblems::noDeployment);
            if (!deployment.isReady()) {
                throw DeploymentProblems.notReady();
            }
            return deployment;
        });
    }

    /** Holds a deployment in a transaction that points to it; fails with {@code deployment_not_found} if it is gone. */
    public static Future<Void> hold(SqlConnection transaction, Owner owner, String id) {
        return transaction
                .preparedQuery("select 1 from meridian.deployment" + ONE + " for key share")
                .execute(owner.key().addString(id))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw DeploymentProblems.noDeployment();
                    }
                    return null;
                });
    }

    /** @param deploymentId active deployment, empty for none */
    public Future<DeploymentSummary> summary(Owner owner, String deploymentId) {
        Future<Optional<Deployment>> active = find(owner, deploymentId);
        Future<Optional<Deployment>> latest = database.read(
                        "select * from meridian.deployment where project_id = $1 and owner_type = $2"
                                + " and owner_id = $3 order by sequence desc limit 1",
                        owner.project(),
                        owner.kind().word(),
                        owner.id())
                .map(DeploymentStore::first);
        return Future.all(active, latest)
                .map(both -> DeploymentSummary.of(
                        active.result().orElse(null), latest.result().orElse(null)));
    }

    /** Makes the row unless there is one; answers the row as it is now. */
    Future<Deployment> make(Deployment deployment, Cause doer) {
        return database.transaction(transaction -> insert(transaction, deployment)
                        .compose(isNew -> isNew && deployment.isComplete()
                                ? tell(transaction, deployment, "create", doer)
                                : Future.succeededFuture())
                        .map(true))
                .compose(made -> known(deployment));
    }

    private static Future<Boolean> insert(SqlConnection transaction, Deployment deployment) {
        Owner owner = deployment.owner();
        BuildPlan plan = deployment.plan();
        return transaction
                .preparedQuery(
                        "insert into meridian.deployment (project_id, owner_type, owner_id, deployment_id, object_id,"
                                + " uploader, activate, entrypoint, commands, install_command, output_directory,"
                                + " status, build_logs, build_seconds, source_size, build_size, artefact_sha256,"
                                + " chunks_total, chunks_uploaded, complete, created_at, updated_at) values ($1, $2,"
                                + " $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 0, $13, 0, '', $14, 0, $15, $16,"
                                + " $16) on conflict do nothing")
                .execute(owner.key()
                        .addString(deployment.id())
                        .addString(deployment.objectId())
                        .addString(deployment.uploader())
                        .addBoolean(deployment.activate())
                        .addString(plan.entrypoint())
                        .addString(plan.commands())
                        .addString(plan.installCommand())
                        .addString(plan.outputDirectory())
                        .addString(deployment.status())
                        .addLong(deployment.sourceSize())
                        .addInteger(deployment.chunksTotal())
                        .addBoolean(deployment.isComplete())
                        .addOffsetDateTime(deployment.createdAt().atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() > 0);
    }

    /** The deployment as it is now. */
    Future<Deployment> known(Deployment deployment) {
        return find(deployment.owner(), deployment.id())
                .map(found -> found.orElseThrow(DeploymentProblems::noDeployment));
    }

    /** Notes a chunk that is kept; answers the deployment as it is now. */
    Future<Deployment> notePart(Deployment deployment, ChunkRange range) {
        return database.transaction(connection -> lock(connection, deployment)
                .compose(locked -> locked.isComplete()
                        ? Future.succeededFuture(locked)
                        : Uploads.notePart(
                                        connection, deployment.owner().project(), deployment.objectId(), range.part())
                                .compose(arrived -> update(
                                        connection,
                                        "chunks_uploaded = $5",
                                        key(deployment).addInteger(arrived)))));
    }

    /** Makes the code whole, so that it waits for its build; of no effect if it is already. */
    Future<Deployment> complete(Deployment deployment, Instant now, Cause doer) {
        return database.transaction(connection -> lock(connection, deployment)
                .compose(locked -> locked.isComplete()
                        ? Future.succeededFuture(locked)
                        : Uploads.forgetParts(connection, deployment.owner().project(), deployment.objectId())
                                .compose(forgotten -> update(
                                        connection,
                                        "complete = true, updated_at = $5",
                                        key(deployment).addOffsetDateTime(now.atOffset(ZoneOffset.UTC))))
                                .compose(whole ->
                                        tell(connection, whole, "create", doer).map(whole))));
    }

    Future<Deployment> status(Deployment deployment, String status, Instant now) {
        return database.transaction(connection -> update(
                connection,
                "status = $5, updated_at = $6",
                key(deployment).addString(status).addOffsetDateTime(now.atOffset(ZoneOffset.UTC))));
    }

    /** Removes a deployment with its code and its artefact, in a transaction. */
    static Future<Void> delete(SqlConnection connection, Deployment deployment) {
        String project = deployment.owner().project();
        return connection
                .preparedQuery("delete from meridian.deployment" + ONE)
                .execute(key(deployment))
                .compose(deleted -> Uploads.forgetParts(connection, project, deployment.objectId()))
                .compose(forgotten -> ObjectSweep.remove(connection, project, deployment.sourceKey()))
                .compose(marked -> ObjectSweep.remove(connection, project, deployment.artefactKey()));
    }

    /** Removes all deployments and variables of an owner, in the transaction that removes it. */
    public static Future<Void> deleteAll(SqlConnection connection, Owner owner) {
        return connection
                .preparedQuery(
                        "select * from meridian.deployment where project_id = $1 and owner_type = $2 and owner_id = $3")
                .execute(owner.key())
                .compose(rows -> deleteEach(connection, rows))
                .compose(deleted -> connection
                        .preparedQuery(
                                "delete from meridian.variable where project_id = $1 and owner_type = $2 and owner_id = $3")
                        .execute(owner.key()))
                .mapEmpty();
    }

    private static Future<Void> deleteEach(SqlConnection connection, RowSet<Row> rows) {
        return InTurn.each(rows, row -> delete(connection, Deployment.of(row)));
    }

    /** As {@link UploadReaper.Batch#giveUp}. */
    static Future<Integer> giveUp(SqlConnection transaction, OffsetDateTime before, int most) {
        return transaction
                .preparedQuery("select * from meridian.deployment where not complete and created_at < $1"
                        + " order by created_at limit $2 for update skip locked")
                .execute(Tuple.of(before, most))
                .compose(rows -> deleteEach(transaction, rows).map(rows.size()));
    }

    /** Fails with {@code deployment_not_found}. */
    static Future<Deployment> lock(SqlConnection connection, Deployment deployment) {
        return connection
                .preparedQuery("select * from meridian.deployment" + ONE + " for update")
                .execute(key(deployment))
                .map(rows -> first(rows).orElseThrow(DeploymentProblems::noDeployment));
    }

    /** Ends what has not been built; fails with {@code build_already_completed}. */
    Future<Deployment> cancel(Deployment deployment, Instant now, Cause doer) {
        return database.transaction(connection -> lock(connection, deployment).compose(locked -> {
            if (locked.isOver()) {
                throw DeploymentProblems.isOver();
            }
            return update(
                            connection,
                            "status = 'canceled', updated_at = $5",
                            key(deployment).addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
                    .compose(canceled ->
                            tell(connection, canceled, "update", doer).map(canceled));
        }));
    }

    /** Fails with {@code deployment_not_found} for one that is gone, or canceled: whoever builds it gives it up. */
    static Future<Deployment> update(SqlConnection connection, String set, Tuple arguments) {
        return connection
                .preparedQuery("update meridian.deployment set " + set + ONE + " and status <> 'canceled' returning *")
                .execute(arguments)
                .map(rows -> first(rows).orElseThrow(DeploymentProblems::noDeployment));
    }

    static Tuple key(Deployment deployment) {
        return deployment.owner().key().addString(deployment.id());
    }

    static Optional<Deployment> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(Deployment.of(rows.iterator().next()));
    }
}
