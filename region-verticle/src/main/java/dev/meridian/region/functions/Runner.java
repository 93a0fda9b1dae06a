package dev.meridian.region.functions;

import dev.meridian.functions.CollectingSink;
import dev.meridian.functions.Confines;
import dev.meridian.functions.FunctionHosts;
import dev.meridian.functions.HostSettings;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Limits;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.ResponseSink;
import dev.meridian.functions.visit.LaunchSpec;
import dev.meridian.functions.worker.HeavyRuntime;
import dev.meridian.functions.worker.WorkerSettings;
import dev.meridian.functions.worker.Workers;
import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.deployments.LocalArtefacts;
import dev.meridian.region.node.FunctionSettings;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs functions in this region, in hosts and workers that the first call starts. Safe for use by many threads. */
final class Runner {

    /** Folder of unpacked artefacts, in the folder of functions. */
    static final String ARTEFACTS = "artefacts";

    private static final int PROCESSES_EACH = 4;

    private final Vertx vertx;
    private final Launches launches;
    private final LocalArtefacts artefacts;
    private final Path folder;
    private final Future<Machine> machine;
    private final FunctionSettings settings;
    private final Counter executions;
    private final AtomicReference<@Nullable Future<FunctionHosts>> hosts = new AtomicReference<>();
    private final AtomicReference<@Nullable Future<Workers>> workers = new AtomicReference<>();

    Runner(
            Vertx vertx,
            Launches launches,
            LocalArtefacts artefacts,
            Path folder,
            Future<Machine> machine,
            FunctionSettings settings,
            Counter executions) {
        this.vertx = vertx;
        this.launches = launches;
        this.artefacts = artefacts;
        this.folder = folder;
        this.machine = machine;
        this.settings = settings;
        this.executions = executions;
    }

    /** Has the active deployment ready. Fails as {@link Launches#of}. */
    Future<Launch> ready(String project, String function) {
        return ready(project, function, (spec, artefact) -> LaunchSpec.launch(spec, artefact, Limits.CPU_IN_REGION));
    }

    /** As {@link #ready}, for calls that nobody waits for: they may take all of the time that the function has. */
    Future<Launch> readyUnhurried(String project, String function) {
        return ready(project, function, (spec, artefact) -> LaunchSpec.unhurried(spec, artefact, Limits.CPU_IN_REGION));
    }

    private Future<Launch> ready(
            String project,
            String function,
            BiFunction<dev.meridian.proto.deployments.v1.Launch, Path, Launch> making) {
        return launches.of(project, function)
                .compose(spec -> artefacts
                        .of(
                                Deployment.artefactKey(
                                        spec.getProjectId(), spec.getFunctionId(), spec.getDeploymentId()),
                                spec.getArtefactSha256(),
                                spec.getArtefactBytes())
                        .map(unpacked -> making.apply(spec, unpacked)));
    }

    /** ID of the active deployment, which may be run. Fails as {@link Launches#of}. */
    Future<String> deployment(String project, String function) {
        return launches.of(project, function).map(spec -> spec.getDeploymentId());
    }

    Future<Outcome> run(Launch launch, Invocation invocation) {
        CollectingSink sink = new CollectingSink(launch.limits().bodyBytes());
        return run(launch, invocation, sink).map(sink::whole);
    }

    /** Runs it for somebody who takes the response as it comes. */
    Future<Outcome> run(Launch launch, Invocation invocation, ResponseSink sink) {
        executions.increment();
        return HeavyRuntime.isHeavy(launch.runtime())
                ? started(workers, this::startWorkers).compose(started -> started.invoke(launch, invocation, sink))
                : started(hosts, this::startHosts).compose(started -> started.invoke(launch, invocation, sink));
    }

    Future<Void> close() {
        artefacts.stop();
        return closed(hosts, FunctionHosts::close).eventually(() -> closed(workers, Workers::close));
    }

    private Future<FunctionHosts> startHosts() {
        return machine.compose(known -> FunctionHosts.start(
                vertx,
                HostSettings.defaults(folder.resolve("hosts")).withPolicy(settings.policy()),
                new Confines(known.sandbox(), folder.resolve(ARTEFACTS))));
    }

    private Future<Workers> startWorkers() {
        return machine.compose(known -> Workers.start(
                vertx,
                WorkerSettings.defaults(known.sandbox(), settings.network())
                        .withProcesses(settings.processes(), PROCESSES_EACH),
                known.installed()));
    }

    /** What the first call starts. A start that failed is tried again by the next. */
    private static <T> Future<T> started(AtomicReference<@Nullable Future<T>> kept, Supplier<Future<T>> start) {
        Future<T> present = kept.get();
        if (present != null && !present.failed()) {
            return present;
        }
        Promise<T> promise = Promise.promise();
        if (!kept.compareAndSet(present, promise.future())) {
            return started(kept, start);
        }
        start.get().onComplete(promise);
        return promise.future();
    }

    private static <T> Future<Void> closed(AtomicReference<@Nullable Future<T>> kept, Function<T, Future<Void>> close) {
        Future<T> started = kept.get();
        return started == null
                ? Future.succeededFuture()
                : started.transform(
                        result -> result.succeeded() ? close.apply(result.result()) : Future.succeededFuture());
    }
}
