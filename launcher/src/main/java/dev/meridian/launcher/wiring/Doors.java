package dev.meridian.launcher.wiring;

import dev.meridian.core.grpc.GrpcCalls;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.TrustedProxies;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.core.protect.ClientGuard;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.core.relay.TunnelDoor;
import dev.meridian.core.residency.Act;
import dev.meridian.core.residency.Residency;
import dev.meridian.core.telemetry.AccessLog;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.tls.Certificates;
import dev.meridian.launcher.StartRefused;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.server.Service;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.event.Level;

/** Both doors of a node, on each of its event loops. */
final class Doors {

    /** Of a call by a user: a function's body of 10 MiB with what stands beside it. */
    private static final int MOST_MESSAGE_BYTES = 11 << 20;

    private static final long SWEEP_MILLIS = 5_000;

    private final Vertx vertx;
    private final String deployment;
    private final Optional<Certificates> certificates;

    private Doors(Vertx vertx, String deployment, Optional<Certificates> certificates) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.certificates = certificates;
    }

    static Future<Doors> open(Shared shared, Role role, DoorSettings settings) {
        List<Service> services = new ArrayList<>(role.services());
        services.add(shared.topology().service());
        Telemetry telemetry = shared.context().telemetry();
        Handler<Exchange> exchanges = shared.work().counting(role.exchanges());
        Predicate<String> whole = project ->
                Residency.of(shared.context().registry().snapshot(), project).permits(Act.LOG, shared.info());
        Handler<Exchange> fromUsers = new AccessLog(telemetry, "http", Level.INFO, exchanges, whole);
        Handler<Exchange> fromNodes = new AccessLog(telemetry, "relay", Level.DEBUG, exchanges, whole);
        Vertx vertx = shared.context().vertx();
        ClientGuard guard = new ClientGuard(settings.clients(), telemetry.metrics(), System::nanoTime);
        vertx.setPeriodic(SWEEP_MILLIS, ignored -> guard.sweep());
        Predicate<HttpServerRequest> beside = beside(shared);
        return certificates(shared, settings)
                .compose(certificates -> vertx.deployVerticle(
                                () -> new Loop(
                                        shared,
                                        settings,
                                        certificates,
                                        guard,
                                        fromUsers,
                                        fromNodes,
                                        beside,
                                        services,
                                        role.publicServices()),
                                new DeploymentOptions().setInstances(settings.loops()))
                        .map(deployment -> new Doors(vertx, deployment, certificates))
                        .onFailure(failure -> certificates.ifPresent(Certificates::close)))
                .recover(failure ->
                        Future.failedFuture(explain(failure, shared.context().settings(), settings)));
    }

    /** What the relay door answers beside exchanges and services. */
    private static Predicate<HttpServerRequest> beside(Shared shared) {
        Telemetry telemetry = shared.context().telemetry();
        Predicate<HttpServerRequest> probes = Probes.forOperators(telemetry);
        return shared.paths()
                .map(paths -> probes.or(new TunnelDoor(shared.context().vertx(), telemetry.metrics(), paths::linked)))
                .orElse(probes);
    }

    private static Future<Optional<Certificates>> certificates(Shared shared, DoorSettings settings) {
        return settings.tls()
                .map(tls -> Certificates.open(
                                shared.context().vertx(), tls, shared.context().clock())
                        .map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    Future<Void> close() {
        return vertx.undeploy(deployment)
                .eventually(() -> certificates.map(Certificates::close).orElseGet(Future::succeededFuture));
    }

    private static Throwable explain(Throwable failure, NodeSettings settings, DoorSettings doors) {
        return failure instanceof BindException
                ? new StartRefused(
                        "port " + settings.httpPort()
                                + doors.tls().map(tls -> ", " + tls.port()).orElse("") + " or "
                                + settings.relayPort() + " of " + settings.name() + " is taken by another program",
                        failure)
                : failure;
    }

    /** The doors of one event loop. */
    private static final class Loop extends VerticleBase {

        private final Shared shared;
        private final DoorSettings settings;
        private final Optional<Certificates> certificates;
        private final ClientGuard guard;
        private final Handler<Exchange> fromUsers;
        private final Handler<Exchange> fromNodes;
        private final Predicate<HttpServerRequest> beside;
        private final List<Service> services;
        private final List<Service> publicServices;
        private final List<AutoCloser> open = new ArrayList<>();

        Loop(
                Shared shared,
                DoorSettings settings,
                Optional<Certificates> certificates,
                ClientGuard guard,
                Handler<Exchange> fromUsers,
                Handler<Exchange> fromNodes,
                Predicate<HttpServerRequest> beside,
                List<Service> services,
                List<Service> publicServices) {
            this.shared = shared;
            this.settings = settings;
            this.certificates = certificates;
            this.guard = guard;
            this.fromUsers = fromUsers;
            this.fromNodes = fromNodes;
            this.beside = beside;
            this.services = services;
            this.publicServices = publicServices;
        }

        @Override
        public Future<?> start() {
            NodeSettings node = shared.context().settings();
            RelayDoor relay = new RelayDoor(
                    vertx,
                    new Listen(node.relayHost(), node.relayPort()),
                    settings.relayTls(),
                    beside,
                    fromNodes,
                    services);
            TrustedProxies trusted = TrustedProxies.parse(node.trustedProxies());
            Predicate<HttpServerRequest> probes = Probes.forUsers(
                            shared.context().telemetry())
                    .or(new GrpcCalls(vertx, publicServices, MOST_MESSAGE_BYTES));
            List<HttpDoor> publicDoors = new ArrayList<>();
            publicDoors.add(new HttpDoor(
                    vertx,
                    new Listen(node.httpHost(), node.httpPort()),
                    settings.limits(),
                    trusted,
                    probes,
                    fromUsers));
            certificates.ifPresent(held -> settings.tls()
                    .ifPresent(tls -> publicDoors.add(new HttpDoor(
                            vertx,
                            new Listen(tls.host(), tls.port()),
                            settings.limits(),
                            trusted,
                            probes,
                            fromUsers,
                            held))));
            certificates.ifPresent(held ->
                    settings.tls().ifPresent(tls -> publicDoors.forEach(door -> door.securing(held, tls.transport()))));
            publicDoors.forEach(door -> door.guarded(guard).measuring(shared.roundTrips()::measured));
            publicDoors.forEach(door -> open.add(() -> door.close(settings.drain())));
            open.add(() -> relay.close(settings.drain()));
            return relay.listen()
                    .compose(listening -> Future.all(
                            publicDoors.stream().map(HttpDoor::listen).toList()));
        }

        @Override
        public Future<?> stop() {
            return Future.join(open.stream().map(AutoCloser::close).toList());
        }
    }

    /** Closes a door. */
    private interface AutoCloser {
        Future<Void> close();
    }
}
