package dev.meridian.region.functions;

import dev.meridian.functions.FunctionHosts;
import dev.meridian.functions.HostSettings;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.ResponseSink;
import dev.meridian.functions.visit.LaunchSpec;
import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.deployments.LocalArtefacts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Runs functions in this region, in hosts that the first call starts. Safe for use by many threads. */
final class Runner {

    private final Vertx vertx;
    private final Launches launches;
    private final LocalArtefacts artefacts;
    private final Path folder;
    private final AtomicReference<@Nullable Future<FunctionHosts>> hosts = new AtomicReference<>();

    Runner(Vertx vertx, Launches launches, LocalArtefacts artefacts, Path folder) {
        this.vertx = vertx;
        this.launches = launches;
        this.artefacts = artefacts;
        this.folder = folder;
    }

    /** Has the active deployment ready. Fails as {@link Launches#of}. */
    Future<Launch> ready(String project, String function) {
        return ready(project, function, LaunchSpec::launch);
    }

    /** As {@link #ready}, for calls that nobody waits for: they may take all of the time that the function has. */
    Future<Launch> readyUnhurried(String project, String function) {
        return ready(project, function, LaunchSpec::unhurried);
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
        return hosts().compose(started -> started.invoke(launch, invocation));
    }

    /** Runs it for somebody who takes the response as it comes. */
    Future<Outcome> run(Launch launch, Invocation invocation, ResponseSink sink) {
        return hosts().compose(started -> started.invoke(launch, invocation, sink));
    }

    Future<Void> close() {
        artefacts.stop();
        Future<FunctionHosts> started = hosts.get();
        return started == null
                ? Future.succeededFuture()
                : started.transform(
                        result -> result.succeeded() ? result.result().close() : Future.succeededFuture());
    }

    /** A start that failed is tried again by the next call. */
    private Future<FunctionHosts> hosts() {
        Future<FunctionHosts> present = hosts.get();
        if (present != null && !present.failed()) {
            return present;
        }
        Future<FunctionHosts> started = FunctionHosts.start(vertx, HostSettings.defaults(folder.resolve("hosts")));
        return hosts.compareAndSet(present, started) ? started : closing(started);
    }

    /** Somebody else began at the same moment: theirs is used. */
    private Future<FunctionHosts> closing(Future<FunctionHosts> surplus) {
        surplus.onSuccess(FunctionHosts::close);
        return hosts();
    }
}
