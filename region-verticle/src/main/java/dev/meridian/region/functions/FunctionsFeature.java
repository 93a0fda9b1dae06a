package dev.meridian.region.functions;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.proxy.DomainRules;
import dev.meridian.region.storage.objects.ObjectStore;
import dev.meridian.region.storage.uploads.UploadReaper;
import dev.meridian.region.storage.uploads.Uploads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Functions, their deployments and their execution records over the API, and what nodes that execute need. */
public final class FunctionsFeature implements ApiFeature {

    private static final int BUILD_THREADS = 2;

    private final FunctionStore functions;
    private final WorkerExecutor executor;
    private final Builds builds;
    private final UploadReaper reaper;
    private final FunctionRoutes functionRoutes;
    private final DeploymentRoutes deploymentRoutes;
    private final ExecutionRoutes executionRoutes;
    private final Runner runner;
    private final Visits visits;
    private final List<Service> doors;
    private final List<Service> publicDoors;

    /**
     * @param objects where code and artefacts lie
     * @param gate tells who calls over gRPC
     */
    public FunctionsFeature(RegionContext region, ObjectStore objects, Gate gate) {
        Vertx vertx = region.node().vertx();
        Ids ids = region.node().ids();
        InstantSource clock = region.node().clock();
        this.functions =
                new FunctionStore(region.database(), region.registry(), region.names(), new DomainRules(region));
        DeploymentStore deployments = new DeploymentStore(region.database());
        VariableStore variables = new VariableStore(region.database(), functions);
        ExecutionStore executions = new ExecutionStore(region.database());
        this.executor = vertx.createSharedWorkerExecutor("builds-" + region.site(), BUILD_THREADS);
        this.builds = new Builds(
                vertx,
                functions,
                deployments,
                objects,
                executor,
                new ArtefactBuilder(region.settings().storage().folder().resolve("builds")),
                clock);
        this.reaper = UploadReaper.start(vertx, region.database(), clock, DeploymentStore::giveUp);
        DeploymentUpload upload = new DeploymentUpload(
                functions,
                deployments,
                new Uploads(objects),
                builds,
                ids,
                clock,
                region.settings().storage().mostCodeBytes());
        this.functionRoutes = new FunctionRoutes(functions, variables, deployments, region.names(), ids, clock);
        this.deploymentRoutes = new DeploymentRoutes(functions, deployments, variables, upload, ids, clock);
        Launches launches = new Launches(
                functions,
                deployments,
                variables,
                region.tokens(),
                region.settings().endpoint(region.node().settings()),
                region.site());
        Path folder = region.node().settings().data().resolve("functions");
        this.runner = new Runner(
                vertx,
                launches,
                new LocalArtefacts(vertx, region.database(), objects, executor, folder.resolve("artefacts"), clock),
                folder);
        this.visits = new Visits(region.node(), functions, runner, executions);
        Executions executing =
                new Executions(functions, runner, executions, ids, clock, region.site(), region.tokens());
        this.executionRoutes = new ExecutionRoutes(functions, executions, new ExecutionCreation(executing));
        FunctionsDoor invoke = new FunctionsDoor(gate, executing);
        this.doors = List.of(DeploymentsDoor.service(launches, executions, objects), invoke.forNodes());
        this.publicDoors = List.of(invoke.forUsers());
    }

    @Override
    public void routes(Routes routes) {
        functionRoutes.declare(routes);
        deploymentRoutes.declare(routes);
        executionRoutes.declare(routes);
    }

    /**
     * Executes the function that a request's host names.
     *
     * @return whether it names one, and so will be answered
     */
    public boolean visit(Exchange exchange) {
        return visits.take(exchange);
    }

    @Override
    public List<Service> services() {
        return doors;
    }

    /** gRPC for users. */
    public List<Service> publicServices() {
        return publicDoors;
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        Future<Void> done = functions.deleteAll(transaction, project);
        for (String table : List.of("function_variable", "deployment", "execution")) {
            done = done.compose(next -> transaction
                    .preparedQuery("delete from meridian." + table + " where project_id = $1")
                    .execute(Tuple.of(project))
                    .mapEmpty());
        }
        return done;
    }

    public Future<Void> close() {
        builds.stop();
        reaper.stop();
        return runner.close().eventually(executor::close);
    }
}
