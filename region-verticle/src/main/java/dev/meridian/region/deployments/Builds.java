package dev.meridian.region.deployments;

import dev.meridian.core.problem.Problem;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what waits to be built of one kind of owner, one deployment after the other. A build is taken under a row lock that other pods skip;
 * one that was taken long ago by a pod that died since is taken again.
 */
final class Builds {

    private static final Logger log = LoggerFactory.getLogger(Builds.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final Duration ABANDONED = Duration.ofMinutes(2);

    private static final String TAKE = """
            update meridian.deployment set status = 'processing', taken_at = $1
             where (project_id, owner_type, owner_id, deployment_id) in (
               select project_id, owner_type, owner_id, deployment_id from meridian.deployment
                where owner_type = $3 and complete and (status = 'waiting' or (status in ('processing', 'building') and taken_at < $2))
                order by created_at limit 1 for update skip locked)
            returning *
            """;

    private final Vertx vertx;
    private final Owners owners;
    private final Recipe recipe;
    private final DeploymentStore deployments;
    private final Bench bench;
    private final InstantSource clock;
    private final AtomicBoolean isBusy = new AtomicBoolean();
    private final long timer;

    /**
     * Where building is done.
     *
     * @param root folder for builds under way
     */
    record Bench(ObjectStore objects, WorkerExecutor executor, Path root) {

        Workplace workplace() {
            return new Workplace(root.resolve(UUID.randomUUID().toString()));
        }
    }

    Builds(Vertx vertx, Owners owners, Recipe recipe, DeploymentStore deployments, Bench bench, InstantSource clock) {
        this.vertx = vertx;
        this.owners = owners;
        this.recipe = recipe;
        this.deployments = deployments;
        this.bench = bench;
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

    private record Taken(Deployment deployment, Instant at) {}

    private Future<Boolean> next() {
        Instant now = clock.instant();
        return deployments
                .database()
                .write(
                        TAKE,
                        now.atOffset(ZoneOffset.UTC),
                        now.minus(ABANDONED).atOffset(ZoneOffset.UTC),
                        owners.kind().word())
                .compose(rows -> DeploymentStore.first(rows)
                        .map(deployment -> build(new Taken(deployment, now)).map(true))
                        .orElseGet(() -> Future.succeededFuture(false)));
    }

    private Future<Void> build(Taken taken) {
        return deployments
                .status(taken.deployment(), "building", taken.at())
                .compose(this::artefact)
                .compose(artefact -> ready(taken, artefact))
                .recover(failure -> failure instanceof Problem refused
                        ? failed(taken, refused.text()).recover(gone -> discard(taken, gone))
                        : Future.failedFuture(failure));
    }

    private Future<Artefact> artefact(Deployment deployment) {
        Workplace workplace = bench.workplace();
        WorkerExecutor executor = bench.executor();
        return executor.executeBlocking(workplace::open)
                .compose(opened -> bench.objects().copyTo(deployment.sourceKey(), workplace.source()))
                .compose(copied -> executor.executeBlocking(() -> recipe.build(workplace, deployment.plan()), false))
                .map(Objects::requireNonNull)
                .compose(artefact -> bench.objects()
                        .store(artefact.file(), deployment.artefactKey())
                        .map(artefact))
                .eventually(() -> executor.executeBlocking(workplace::close, false));
    }

    private Future<Void> ready(Taken taken, Artefact artefact) {
        Instant now = clock.instant();
        return owners.told(deployments
                .database()
                .transaction(connection -> DeploymentStore.update(
                                connection,
                                "status = 'ready', build_logs = $5, build_size = $6, artefact_sha256 = $7,"
                                        + " build_seconds = $8, updated_at = $9",
                                DeploymentStore.key(taken.deployment())
                                        .addString(artefact.logs())
                                        .addLong(artefact.bytes())
                                        .addString(artefact.sha256())
                                        .addInteger(seconds(taken))
                                        .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
                        .compose(ready -> ready.activate()
                                ? owners.activate(connection, ready.owner(), ready.id(), now)
                                : Future.succeededFuture())));
    }

    private Future<Void> failed(Taken taken, String reason) {
        return deployments
                .database()
                .transaction(connection -> DeploymentStore.update(
                        connection,
                        "status = 'failed', build_logs = $5, build_seconds = $6, updated_at = $7",
                        DeploymentStore.key(taken.deployment())
                                .addString(reason + "\n")
                                .addInteger(seconds(taken))
                                .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC))))
                .mapEmpty();
    }

    /** A deployment that was deleted while it was built leaves nothing. */
    private Future<Void> discard(Taken taken, Throwable failure) {
        return failure instanceof Problem problem && problem.type().status() == 404
                ? bench.objects().delete(taken.deployment().artefactKey())
                : Future.failedFuture(failure);
    }

    private int seconds(Taken taken) {
        return (int) Duration.between(taken.at(), clock.instant()).toSeconds();
    }
}
