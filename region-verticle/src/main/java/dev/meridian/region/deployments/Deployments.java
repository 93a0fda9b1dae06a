package dev.meridian.region.deployments;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.storage.objects.ObjectStore;
import dev.meridian.region.storage.uploads.UploadReaper;
import dev.meridian.region.storage.uploads.Uploads;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a region has for all that is deployed on it; a feature opens a desk for its own kind. */
public final class Deployments {

    /** Two builds of each kind of owner, and one that has artefacts ready to be run meanwhile. */
    private static final int BUILD_THREADS = 5;

    /** The commands of a build may take this long before it is worth a word in the logs of the node. */
    private static final long BUILD_MINUTES = 60;

    private final RegionContext region;
    private final ObjectStore objects;
    private final WorkerExecutor executor;
    private final UploadReaper reaper;
    private final List<Owners> everything = new ArrayList<>();

    private Deployments(RegionContext region, ObjectStore objects) {
        this.region = region;
        this.objects = objects;
        this.executor = region.node()
                .vertx()
                .createSharedWorkerExecutor("builds-" + region.site(), BUILD_THREADS, BUILD_MINUTES, TimeUnit.MINUTES);
        this.reaper = UploadReaper.start(
                region.node().vertx(), region.database(), region.node().clock(), DeploymentStore::giveUp);
    }

    /** @param objects where code and artefacts lie */
    public static Deployments open(RegionContext region, ObjectStore objects) {
        return new Deployments(region, objects);
    }

    public ObjectStore objects() {
        return objects;
    }

    /** Blocking work on artefacts is done on it. */
    public WorkerExecutor executor() {
        return executor;
    }

    /** @param folder of the feature's own, where artefacts are unpacked */
    public LocalArtefacts artefacts(Path folder) {
        return new LocalArtefacts(
                region.node().vertx(),
                region.database(),
                objects,
                executor,
                folder,
                region.node().clock());
    }

    /** Begins to build what waits. */
    public Desk desk(Owners owners, Recipes recipes) {
        everything.add(owners);
        return new Desk(this, owners, recipes);
    }

    /** Variables of projects, for all that desks were opened for. */
    public ProjectVariables projectVariables() {
        return new ProjectVariables(region, List.copyOf(everything));
    }

    public Future<Void> close() {
        reaper.stop();
        return executor.close();
    }

    /** The deployments and variables of one kind of owner. */
    public static final class Desk {

        private final DeploymentStore store;
        private final VariableStore variables;
        private final Builds builds;
        private final DeploymentRoutes deploymentRoutes;
        private final VariableRoutes variableRoutes;
        private final GitRoutes gitRoutes;
        private final Owner.Kind kind;

        private Desk(Deployments shared, Owners owners, Recipes recipes) {
            RegionContext region = shared.region;
            Ids ids = region.node().ids();
            InstantSource clock = region.node().clock();
            this.store = new DeploymentStore(region.database(), region.events());
            this.variables = new VariableStore(region.database(), owners);
            Builds.Bench bench = new Builds.Bench(
                    shared.objects,
                    shared.executor,
                    region.settings().storage().folder().resolve("builds"));
            this.builds = new Builds(region.node().vertx(), owners, recipes, variables, store, bench, clock);
            DeploymentUpload upload = new DeploymentUpload(
                    owners,
                    store,
                    new Uploads(shared.objects),
                    builds,
                    ids,
                    clock,
                    region.settings().storage().mostCodeBytes());
            this.deploymentRoutes = new DeploymentRoutes(owners, store, upload, builds, shared.objects, ids, clock);
            this.gitRoutes = new GitRoutes(owners);
            this.kind = owners.kind();
            this.variableRoutes = new VariableRoutes(owners, variables, ids, clock, false);
        }

        public DeploymentStore store() {
            return store;
        }

        public VariableStore variables() {
            return variables;
        }

        /** Declares the routes of deployments and variables. */
        public void declare(Routes routes) {
            deploymentRoutes.declare(routes);
            gitRoutes.declare(routes);
            String plural = kind.plural();
            variableRoutes.declare(routes, List.of("/v1/" + plural + "/{" + kind.word() + "Id}/variables"), plural);
        }

        public void close() {
            builds.stop();
        }
    }
}
