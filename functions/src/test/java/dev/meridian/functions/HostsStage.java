package dev.meridian.functions;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Function hosts that a test starts and closes. */
final class HostsStage implements AutoCloseable {

    private final Vertx vertx;
    private final FunctionHosts hosts;
    private final Functions functions;

    HostsStage(Path directory, UnaryOperator<HostSettings> settings) {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        hosts = Functions.await(FunctionHosts.start(
                vertx,
                settings.apply(HostSettings.defaults(sharedHome())),
                Functions.confines(directory.resolve("artefacts"))));
        functions = new Functions(directory.resolve("artefacts"), hosts);
    }

    /** The engine's library is unpacked once for all tests. */
    private static Path sharedHome() {
        return Path.of("target", "functions-home").toAbsolutePath();
    }

    Vertx vertx() {
        return vertx;
    }

    FunctionHosts hosts() {
        return hosts;
    }

    Functions functions() {
        return functions;
    }

    @Override
    public void close() {
        Functions.await(hosts.close());
        Functions.await(vertx.close());
    }
}
