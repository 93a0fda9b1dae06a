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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what waits to be built of one kind of owner, the oldest first, two at once. A build is taken under a row lock that other pods skip;
 * one that was taken long ago by a pod that died since is taken again.
 */
final class Builds {

    private static final Logger log = LoggerFactory.getLogger(Builds.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int MOST = 2;
    private static final long SAY_MILLIS = 1_000;
    private static final Duration ABANDONED = Duration.ofMinutes(2);

    private static final String TAKE = """
            update meridian.deployment set status = 'processing', taken_at = $1
             where (project_id, owner_type, owner_id, deployment_id) in (
               select project_id, owner_type, owner_id, deployment_id from meridian.deployment
                where owner_type = $3 and complete and (status = 'waiting' or (status in ('processing', 'building') and taken_at < $2))
                order by created_at limit 1 for update skip locked)
            returning *
            """;

    /** Of no effect on a build that is over: what it said last stays. */
    private static final String SAY = """
            update meridian.deployment set build_logs = case when $7 then $5 else build_logs end, taken_at = $6
             where project_id = $1 and owner_type = $2 and owner_id = $3 and deployment_id = $4 and status = 'building'
            """;

    private final Vertx vertx;
    private final Owners owners;
    private final Recipes recipes;
    private final VariableStore variables;
    private final DeploymentStore deployments;
    private final Bench bench;
    private final InstantSource clock;
    private final AtomicBoolean isTaking = new AtomicBoolean();
    private final Set<BuildLog> underWay = ConcurrentHashMap.newKeySet();
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

    Builds(
            Vertx vertx,
            Owners owners,
            Recipes recipes,
            VariableStore variables,
            DeploymentStore deployments,
            Bench bench,
            InstantSource clock) {
        this.vertx = vertx;
        this.owners = owners;
        this.recipes = recipes;
        this.variables = variables;
        this.deployments = deployments;
        this.bench = bench;
        this.clock = clock;
        this.timer = vertx.setPeriodic(LOOK_MILLIS, elapsed -> wake());
    }

    /** What is under way is left to whoever takes it next. */
    void stop() {
        vertx.cancelTimer(timer);
        underWay.forEach(BuildLog::leave);
    }

    /** Looks for a build at once. */
    void wake() {
        if (underWay.size() < MOST && isTaking.compareAndSet(false, true)) {
            take().onComplete(done -> isTaking.set(false))
                    .onSuccess(found -> found.ifPresent(this::begin))
                    .onFailure(
                            failure -> log.atWarn().setCause(failure).log("What waits to be built could not be taken"));
        }
    }

    private void begin(Taken taken) {
        BuildLog saying = new BuildLog();
        underWay.add(saying);
        wake();
        build(taken, saying)
                .onFailure(failure ->
                        log.atWarn().setCause(failure).log("A deployment could not be built; it is tried again"))
                .onComplete(done -> {
                    underWay.remove(saying);
                    wake();
                });
    }

    private record Taken(Deployment deployment, Instant at) {}

    private Future<Optional<Taken>> take() {
        Instant now = clock.instant();
        return deployments
                .database()
                .write(
                        TAKE,
                        now.atOffset(ZoneOffset.UTC),
                        now.minus(ABANDONED).atOffset(ZoneOffset.UTC),
                        owners.kind().word())
                .map(rows -> DeploymentStore.first(rows).map(deployment -> new Taken(deployment, now)));
    }

    private Future<Void> build(Taken taken, BuildLog saying) {
        long shown = vertx.setPeriodic(SAY_MILLIS, elapsed -> say(taken, saying));
        return deployments
                .status(taken.deployment(), "building", taken.at())
                .compose(deployment -> artefact(deployment, saying))
                .compose(artefact -> ready(taken, saying.text(), artefact))
                .recover(failure -> failure instanceof Problem refused
                        ? failed(taken, saying.text() + refused.text()).recover(gone -> discard(taken, gone))
                        : Future.failedFuture(failure))
                .onComplete(done -> vertx.cancelTimer(shown));
    }

    /** Shows what the build has said so far, holds it for this node, and ends it if nobody wants it any more. */
    private void say(Taken taken, BuildLog saying) {
        Optional<String> news = saying.news();
        deployments
                .database()
                .write(
                        SAY,
                        taken.deployment().owner().project(),
                        taken.deployment().owner().kind().word(),
                        taken.deployment().owner().id(),
                        taken.deployment().id(),
                        news.orElse(""),
                        clock.instant().atOffset(ZoneOffset.UTC),
                        news.isPresent())
                .onSuccess(held -> {
                    if (held.rowCount() == 0) {
                        saying.cancel();
                    }
                })
                .onFailure(failure -> log.atWarn().setCause(failure).log("What a build says could not be shown"));
    }

    private Future<Artefact> artefact(Deployment deployment, BuildLog saying) {
        Workplace workplace = bench.workplace();
        WorkerExecutor executor = bench.executor();
        return variables
                .inForce(deployment.owner())
                .compose(known -> recipes.of(new Recipes.Build(deployment, known, saying)))
                .compose(recipe -> executor.executeBlocking(workplace::open)
                        .compose(opened -> bench.objects().copyTo(deployment.sourceKey(), workplace.source()))
                        .compose(copied ->
                                executor.executeBlocking(() -> recipe.build(workplace, deployment.plan()), false))
                        .map(Objects::requireNonNull)
                        .compose(artefact -> bench.objects()
                                .store(artefact.file(), deployment.artefactKey())
                                .map(artefact))
                        .eventually(() -> executor.executeBlocking(workplace::close, false)));
    }

    private Future<Void> ready(Taken taken, String said, Artefact artefact) {
        Instant now = clock.instant();
        return owners.told(deployments
                .database()
                .transaction(connection -> DeploymentStore.update(
                                connection,
                                "status = 'ready', build_logs = $5, build_size = $6, artefact_sha256 = $7,"
                                        + " build_seconds = $8, updated_at = $9",
                                DeploymentStore.key(taken.deployment())
                                        .addString(said + artefact.logs())
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
