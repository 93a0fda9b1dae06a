package dev.meridian.region.functions;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what waits to be built, one deployment after the other. A build is taken under a row lock that other pods skip;
 * one that was taken long ago by a pod that died since is taken again.
 */
final class Builds {

    private static final Logger log = LoggerFactory.getLogger(Builds.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final Duration ABANDONED = Duration.ofMinutes(2);

    private static final String TAKE = """
            update meridian.deployment set status = 'processing', taken_at = $1
             where (project_id, function_id, deployment_id) in (
               select project_id, function_id, deployment_id from meridian.deployment
                where complete and (status = 'waiting' or (status in ('processing', 'building') and taken_at < $2))
                order by created_at limit 1 for update skip locked)
            returning *
            """;

    private final Vertx vertx;
    private final FunctionStore functions;
    private final DeploymentStore deployments;
    private final ObjectStore objects;
    private final WorkerExecutor executor;
    private final ArtefactBuilder builder;
    private final InstantSource clock;
    private final AtomicBoolean isBusy = new AtomicBoolean();
    private final long timer;

    Builds(
            Vertx vertx,
            FunctionStore functions,
            DeploymentStore deployments,
            ObjectStore objects,
            WorkerExecutor executor,
            ArtefactBuilder builder,
            InstantSource clock) {
        this.vertx = vertx;
        this.functions = functions;
        this.deployments = deployments;
        this.objects = objects;
        this.executor = executor;
        this.builder = builder;
        this.clock = clock;
        this.timer = vertx.setPeriodic(LOOK_MILLIS, elapsed -> wake());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Looks for a build at once. */
    void wake() {
        if (isBusy.compareAndSet(false, true)) {
            next().onComplete(done -> isBusy.set(false))
                    .onSuccess(found -> {
                        if (found) {
                            wake();
                        }
                    })
                    .onFailure(failure ->
                            log.atWarn().setCause(failure).log("A deployment could not be built; it is tried again"));
        }
    }

    /** What a build runs on. */
    private record Taken(String project, Deployment deployment, Instant at) {}

    private Future<Boolean> next() {
        Instant now = clock.instant();
        return functions
                .database()
                .write(TAKE, FunctionStore.utc(now), FunctionStore.utc(now.minus(ABANDONED)))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.succeededFuture(false);
                    }
                    Row row = rows.iterator().next();
                    return build(new Taken(row.getString("project_id"), Deployment.of(row), now))
                            .map(true);
                });
    }

    private Future<Void> build(Taken taken) {
        String project = taken.project();
        Deployment deployment = taken.deployment();
        return deployments
                .status(project, deployment, "building", taken.at())
                .compose(building -> artefact(project, building))
                .compose(artefact -> ready(taken, artefact))
                .recover(failure -> failure instanceof Problem refused
                        ? failed(taken, refused.text()).recover(gone -> discard(taken, gone))
                        : Future.failedFuture(failure));
    }

    private Future<ArtefactBuilder.Artefact> artefact(String project, Deployment deployment) {
        ArtefactBuilder.Workplace workplace =
                builder.workplace(UUID.randomUUID().toString());
        return executor.executeBlocking(workplace::open)
                .compose(opened ->
                        objects.copyTo(Deployment.sourceKey(project, deployment.objectId()), workplace.source()))
                .compose(copied -> executor.executeBlocking(() -> workplace.build(deployment.entrypoint()), false))
                .map(Objects::requireNonNull)
                .compose(artefact -> objects.store(
                                artefact.file(),
                                Deployment.artefactKey(project, deployment.functionId(), deployment.id()))
                        .map(artefact))
                .eventually(() -> executor.executeBlocking(workplace::close, false));
    }

    private Future<Void> ready(Taken taken, ArtefactBuilder.Artefact artefact) {
        Deployment deployment = taken.deployment();
        String logs =
                artefact.files() + " files, artefact " + artefact.sha256() + " of " + artefact.bytes() + " bytes\n";
        Instant now = clock.instant();
        return functions
                .told(functions
                        .database()
                        .transaction(connection -> DeploymentStore.update(
                                        connection,
                                        "status = 'ready', build_logs = $4, build_size = $5, artefact_sha256 = $6,"
                                                + " build_seconds = $7, updated_at = $8",
                                        DeploymentStore.key(taken.project(), deployment)
                                                .addString(logs)
                                                .addLong(artefact.bytes())
                                                .addString(artefact.sha256())
                                                .addInteger(seconds(taken))
                                                .addOffsetDateTime(FunctionStore.utc(now)))
                                .compose(ready -> ready.activate()
                                        ? functions
                                                .activate(
                                                        connection,
                                                        taken.project(),
                                                        ready.functionId(),
                                                        ready.id(),
                                                        now)
                                                .map(ready)
                                        : Future.succeededFuture(ready))))
                .mapEmpty();
    }

    private Future<Void> failed(Taken taken, String reason) {
        return functions
                .database()
                .transaction(connection -> DeploymentStore.update(
                        connection,
                        "status = 'failed', build_logs = $4, build_seconds = $5, updated_at = $6",
                        DeploymentStore.key(taken.project(), taken.deployment())
                                .addString(reason + "\n")
                                .addInteger(seconds(taken))
                                .addOffsetDateTime(FunctionStore.utc(clock.instant()))))
                .mapEmpty();
    }

    /** A deployment that was deleted while it was built leaves nothing. */
    private Future<Void> discard(Taken taken, Throwable failure) {
        Deployment deployment = taken.deployment();
        return failure instanceof Problem problem && problem.type().status() == 404
                ? objects.delete(Deployment.artefactKey(taken.project(), deployment.functionId(), deployment.id()))
                : Future.failedFuture(failure);
    }

    private int seconds(Taken taken) {
        return (int) Duration.between(taken.at(), clock.instant()).toSeconds();
    }
}
