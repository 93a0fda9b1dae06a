package dev.meridian.launcher.wiring;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.launcher.StartRefused;
import dev.meridian.proto.topology.v1.NodeInfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node from its first moment to its last: starting, serving, draining, stopped.
 *
 * <p>What is shared starts first and stops last ({@link Shared}), then the kind's own ({@link Role}), then the doors
 * ({@link Doors}); only then does the node announce that it serves.
 */
public final class RunningNode {

    /** How long a stop may take in all, draining included. */
    public static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

    private final Shared shared;
    private final Role role;
    private final Doors doors;

    private RunningNode(Shared shared, Role role, Doors doors) {
        this.shared = shared;
        this.role = role;
        this.doors = doors;
    }

    /** Fails with a {@link ConfigurationException} or a {@link StartRefused} when a person can mend it. */
    public static Future<RunningNode> start(Configuration configuration) {
        try {
            NodeSettings settings = NodeSettings.read(configuration);
            DoorSettings doorSettings = DoorSettings.read(configuration);
            RoleSettings roleSettings = RoleSettings.read(settings.kind(), configuration);
            configuration.refuseUnknown();
            Files.createDirectories(settings.data());
            return start(settings, doorSettings, roleSettings);
        } catch (ConfigurationException | StartRefused wrong) {
            return Future.failedFuture(wrong);
        } catch (IOException e) {
            return Future.failedFuture(new StartRefused("the node's folder cannot be made: " + e.getMessage(), e));
        }
    }

    private static Future<RunningNode> start(
            NodeSettings settings, DoorSettings doorSettings, RoleSettings roleSettings) throws IOException {
        long began = System.nanoTime();
        Promise<RunningNode> started = Promise.promise();
        Shared.start(settings, doorSettings)
                .onFailure(started::fail)
                .onSuccess(shared -> Role.start(shared.context(), roleSettings)
                        .compose(role -> open(shared, role, doorSettings))
                        .onSuccess(node -> {
                            serving(shared, began);
                            started.complete(node);
                        })
                        .onFailure(failure -> shared.close().onComplete(closed -> started.fail(failure))));
        return started.future();
    }

    private static Future<RunningNode> open(Shared shared, Role role, DoorSettings settings) {
        return Doors.open(shared, role, settings)
                .map(doors -> new RunningNode(shared, role, doors))
                .recover(failure -> role.close().transform(closed -> Future.failedFuture(failure)));
    }

    private static void serving(Shared shared, long began) {
        shared.serving()
                .onSuccess(told -> LOG.atInfo()
                        .addKeyValue("node", shared.info().getName())
                        .addKeyValue("http", shared.info().getHttpAddress())
                        .addKeyValue("relay", shared.info().getRelayAddress())
                        .addKeyValue("millis", (System.nanoTime() - began) / 1_000_000)
                        .log("Node is serving"));
    }

    public NodeInfo info() {
        return shared.info();
    }

    /** Drains, then stops; what fails on the way is logged and does not keep the rest from stopping. */
    public Future<Void> close() {
        LOG.atInfo().addKeyValue("node", info().getName()).log("Node is draining");
        Promise<Void> closed = Promise.promise();
        shared.draining()
                .transform(ignored -> doors.close())
                .transform(ignored -> role.close())
                .onComplete(ignored -> shared.close().onComplete(closed));
        return closed.future()
                .onComplete(ignored ->
                        LOG.atInfo().addKeyValue("node", info().getName()).log("Node has stopped"));
    }
}
