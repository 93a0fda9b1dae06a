package dev.meridian.launcher.cache;

import dev.meridian.core.hosts.OriginAddress;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.HttpDoor;
import dev.meridian.core.http.HttpLimits;
import dev.meridian.core.http.Listen;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.http.TrustedProxies;
import dev.meridian.core.telemetry.AccessLog;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.edge.cache.CacheDisk;
import dev.meridian.edge.cache.CacheSettings;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.cache.Origin;
import dev.meridian.edge.cache.policy.Source;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.origin.HttpOriginSettings;
import dev.meridian.edge.origin.HttpOrigins;
import dev.meridian.edge.purge.DiskSweep;
import dev.meridian.edge.purge.PurgeLedger;
import dev.meridian.edge.purge.PurgeSweep;
import dev.meridian.launcher.StartRefused;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.event.Level;

/** A cache with its doors, one on each event loop. */
final class CacheServer {

    /** Of the only project there is, and of its owner. */
    private static final String NAME = "cache";

    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final EdgeCache cache;
    private final HttpOrigins origins;
    private final int port;

    private CacheServer(Vertx vertx, EdgeCache cache, HttpOrigins origins, int port) {
        this.vertx = vertx;
        this.cache = cache;
        this.origins = origins;
        this.port = port;
    }

    /** @param keepsHost whether the origin is told the client's {@code Host} */
    static Future<CacheServer> start(
            OriginAddress origin, Listen listen, int loops, CacheSettings settings, CacheDisk disk, boolean keepsHost) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
        Telemetry telemetry = new Telemetry();
        HttpOrigins origins = new HttpOrigins(
                vertx,
                HttpOriginSettings.DEFAULT
                        .allowingPrivate()
                        .keepingHost(keepsHost)
                        .knownAs(NAME + '-' + UUID.randomUUID()));
        return cache(vertx, settings, disk, telemetry)
                .compose(cache -> {
                    PurgeSweep.start(vertx, cache);
                    DiskSweep.start(vertx, cache, PurgeLedger.unwritten());
                    Handler<Exchange> serve = exchange -> serve(cache, exchange, origins.origin(exchange, origin));
                    return open(vertx, listen, loops, telemetry, serve)
                            .map(port -> new CacheServer(vertx, cache, origins, port));
                })
                .recover(failure ->
                        vertx.close().transform(closed -> Future.failedFuture(explain(failure, listen.port()))));
    }

    private static Future<EdgeCache> cache(Vertx vertx, CacheSettings settings, CacheDisk disk, Telemetry telemetry) {
        InstantSource clock = InstantSource.system();
        return disk.settings()
                .map(onDisk -> EdgeCache.open(vertx, NAME, settings, onDisk, NAME, clock, telemetry))
                .orElseGet(() -> Future.succeededFuture(new EdgeCache(vertx, settings, NAME, clock, telemetry)));
    }

    private static void serve(EdgeCache cache, Exchange exchange, Origin origin) {
        RequestHead request = exchange.request();
        cache.serve(exchange, new ResourceKey(NAME, NAME, request.authority(), request.uri()), origin, Source.OUTSIDE);
    }

    private static Future<Integer> open(
            Vertx vertx, Listen listen, int loops, Telemetry telemetry, Handler<Exchange> serve) {
        Handler<Exchange> logged = new AccessLog(telemetry, "http", Level.DEBUG, serve);
        AtomicInteger actual = new AtomicInteger();
        return vertx.deployVerticle(
                        () -> new Door(listen, telemetry, logged, actual), new DeploymentOptions().setInstances(loops))
                .map(deployed -> actual.get());
    }

    private static Throwable explain(Throwable failure, int port) {
        return failure instanceof BindException
                ? new StartRefused("port " + port + " is taken by another program", failure)
                : failure;
    }

    int port() {
        return port;
    }

    Future<Void> close() {
        return origins.close().transform(closed -> cache.close()).transform(closed -> vertx.close());
    }

    private static final class Door extends VerticleBase {

        private final Listen listen;
        private final Telemetry telemetry;
        private final Handler<Exchange> exchanges;
        private final AtomicInteger actual;
        private Optional<HttpDoor> door = Optional.empty();

        Door(Listen listen, Telemetry telemetry, Handler<Exchange> exchanges, AtomicInteger actual) {
            this.listen = listen;
            this.telemetry = telemetry;
            this.exchanges = exchanges;
            this.actual = actual;
        }

        @Override
        public Future<?> start() {
            HttpDoor opened = new HttpDoor(
                    vertx,
                    listen,
                    HttpLimits.DEFAULT,
                    TrustedProxies.parse(List.of()),
                    Probes.forOperators(telemetry),
                    exchanges);
            door = Optional.of(opened);
            return opened.listen().onSuccess(actual::set);
        }

        @Override
        public Future<?> stop() {
            return door.map(open -> open.close(DRAIN)).orElseGet(Future::succeededFuture);
        }
    }
}
