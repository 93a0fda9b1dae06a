package dev.meridian.region.functions;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.id.Ids;
import dev.meridian.core.invoke.InvokeDoor;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.Gate;
import dev.meridian.region.api.Routes;
import dev.meridian.region.deployments.Deployments;
import dev.meridian.region.node.FunctionSettings;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.proxy.DomainRules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.Service;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Functions, their deployments and their execution records over the API, and what nodes that execute need. */
public final class FunctionsFeature implements ApiFeature {

    private final FunctionStore functions;
    private final Deployments.Desk desk;
    private final FunctionRoutes functionRoutes;
    private final PlacingRoutes placingRoutes;
    private final ExecutionRoutes executionRoutes;
    private final Runner runner;
    private final HomeCalls homeCalls;
    private final QueueWorker worker;
    private final ScheduleWorker schedules;
    private final Visits visits;
    private final List<Service> doors;
    private final List<Service> publicDoors;

    /** @param gate tells who calls over gRPC */
    public FunctionsFeature(RegionContext region, Deployments deployments, Gate gate) {
        Vertx vertx = region.node().vertx();
        Ids ids = region.node().ids();
        InstantSource clock = region.node().clock();
        this.functions =
                new FunctionStore(region.database(), region.registry(), region.names(), new DomainRules(region));
        FunctionSettings settings = region.settings().functions();
        Path folder = region.node().settings().data().resolve("functions");
        Future<Machine> machine = deployments
                .executor()
                .executeBlocking(
                        () -> Machine.look(settings.policy().isolationRequired(), folder.resolve("tools")), false)
                .map(Objects::requireNonNull);
        BuiltIns builtIns =
                new BuiltIns(region.settings().endpoint(region.node().settings()), region.site());
        this.desk = deployments.desk(functions, new FunctionRecipes(functions, builtIns, machine, settings));
        PlacingStore places = new PlacingStore(functions);
        this.homeCalls = new HomeCalls(vertx, places, clock);
        ExecutionStore executions = new ExecutionStore(region.database(), homeCalls::count);
        this.functionRoutes =
                new FunctionRoutes(functions, desk.variables(), desk.store(), region.names(), machine, ids, clock);
        this.placingRoutes = new PlacingRoutes(functions, places, clock);
        Launches launches = new Launches(functions, desk.store(), desk.variables(), region.tokens(), builtIns);
        this.runner = new Runner(
                vertx,
                launches,
                deployments.artefacts(folder.resolve(Runner.ARTEFACTS)),
                folder,
                machine,
                settings,
                region.node().telemetry().executions());
        this.visits = new Visits(region.node(), region.release(), functions, runner, executions);
        Executions executing =
                new Executions(functions, runner, executions, ids, clock, region.site(), region.tokens());
        ExecutionQueue queue = new ExecutionQueue(
                region.database(), clock, region.node().settings().name());
        QueueMeters meters = new QueueMeters(region.node().telemetry().metrics());
        this.worker = new QueueWorker(vertx, queue, executing, meters);
        this.schedules = new ScheduleWorker(vertx, new Schedules(region.database(), queue, meters, ids, clock), worker);
        EventTriggers triggers = new EventTriggers(region.database(), queue, worker, meters, clock);
        region.events().deliver(triggers::take);
        this.executionRoutes =
                new ExecutionRoutes(functions, executions, new ExecutionCreation(executing, queue, worker, ids, clock));
        FunctionsDoor invoke = new FunctionsDoor(gate, region.release(), executing);
        this.doors = List.of(
                DeploymentsDoor.service(region.release(), launches, executions, deployments.objects()),
                InvokeDoor.forNodes(invoke));
        this.publicDoors = List.of(InvokeDoor.forUsers(invoke));
    }

    @Override
    public void routes(Routes routes) {
        functionRoutes.declare(routes);
        placingRoutes.declare(routes);
        desk.declare(routes);
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
        return functions.deleteAll(transaction, project);
    }

    /** Begins to run executions that nobody waits for, some of which may have waited since before the start. */
    public void start() {
        worker.start();
        schedules.start();
        homeCalls.start();
    }

    /** What is under way gets a moment; what has not ended then has failed. */
    public Future<Void> close() {
        desk.close();
        homeCalls.stop();
        return schedules
                .stop()
                .compose(stopped -> worker.stop())
                .compose(stopped -> runner.close())
                .compose(closed -> worker.settled());
    }
}
