package dev.meridian.launcher.bench.functions;

import dev.meridian.core.time.Deadline;
import dev.meridian.core.token.SigningKey;
import dev.meridian.functions.Confines;
import dev.meridian.functions.FunctionHosts;
import dev.meridian.functions.HostSettings;
import dev.meridian.functions.HostStatistics;
import dev.meridian.functions.Invocation;
import dev.meridian.functions.KeyMint;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Limits;
import dev.meridian.functions.Outcome;
import dev.meridian.functions.sandbox.Sandbox;
import dev.meridian.launcher.Starting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A node's function host with nothing of an edge before it but an HTTP server: every host name is a function of its own,
 * whose code is on disk.
 */
final class HostDoor implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_MEBIBYTES = 16 << 10;

    private final FunctionHosts hosts;
    private final HttpServer server;

    private HostDoor(FunctionHosts hosts, HttpServer server) {
        this.hosts = hosts;
        this.server = server;
    }

    /**
     * Starts a host that keeps all of the functions loaded.
     *
     * @param names of the functions, which are host names
     */
    static HostDoor start(Vertx vertx, Path folder, int port, List<String> names)
            throws IOException, InterruptedException {
        Path artefacts = folder.resolve("artefacts");
        Map<String, Launch> launches = launches(artefacts, names);
        FunctionHosts hosts = Starting.await(
                FunctionHosts.start(
                        vertx,
                        settings(folder.resolve("hosts"), names.size()),
                        new Confines(Sandbox.find(false), artefacts)),
                PATIENCE,
                "the function host");
        try {
            HttpServer server = Starting.await(
                    vertx.createHttpServer()
                            .requestHandler(request -> answer(hosts, launches, request))
                            .listen(port, "127.0.0.1"),
                    PATIENCE,
                    "the function host's door");
            return new HostDoor(hosts, server);
        } catch (RuntimeException refused) {
            Starting.settle(hosts.close(), PATIENCE);
            throw refused;
        }
    }

    /** Those of an edge, but for how many isolates stay and what they may weigh together. */
    private static HostSettings settings(Path home, int isolates) {
        return HostSettings.defaults(home).withIsolates(isolates, MOST_MEBIBYTES);
    }

    private static Map<String, Launch> launches(Path artefacts, List<String> names) throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        SigningKey signing = SigningKey.of(secret);
        Map<String, Launch> launches = new HashMap<>();
        for (String name : names) {
            Path artefact = Files.createDirectories(artefacts.resolve(name));
            Files.writeString(artefact.resolve("main.js"), "// " + name + "\n" + Handlers.WEB);
            Launch.Key key = new Launch.Key("bench", name, name, 1);
            launches.put(
                    name,
                    new Launch(key, artefact, "main.js", Map.of(), Limits.DEFAULT, true, new KeyMint(signing, key)));
        }
        return Map.copyOf(launches);
    }

    private static void answer(FunctionHosts hosts, Map<String, Launch> launches, HttpServerRequest request) {
        Launch launch = launches.get(Objects.requireNonNullElse(request.getHeader("host"), ""));
        if (launch == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        hosts.invoke(launch, invocation(launch, request)).onSuccess(outcome -> {
            switch (outcome) {
                case Outcome.Completed done ->
                    request.response().setStatusCode(done.status()).end(done.body());
                case Outcome.Streamed _ ->
                    request.response().setStatusCode(500).end("streamed into a sink that collects");
                case Outcome.Failed failed ->
                    request.response().setStatusCode(500).end(failed.message());
            }
        });
    }

    private static Invocation invocation(Launch launch, HttpServerRequest request) {
        return new Invocation(
                launch.key().function(),
                "GET",
                "http",
                launch.key().function(),
                80,
                request.uri(),
                "",
                List.of(),
                Buffer.buffer(),
                Deadline.NEVER);
    }

    /**
     * Memory of the host process in bytes, once it says that so many functions are loaded.
     *
     * @throws IOException when it has fewer
     */
    long resident(int functions) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HostStatistics now = hosts.statistics();
        while (now.isolates() < functions) {
            if (System.nanoTime() - end > 0) {
                throw new IOException(now.isolates() + " functions are loaded, and " + functions + " were called");
            }
            TimeUnit.MILLISECONDS.sleep(20);
            now = hosts.statistics();
        }
        return now.residentBytes();
    }

    /** What holds the host in. */
    String sandbox() {
        return hosts.statistics().sandbox();
    }

    @Override
    public void close() {
        Starting.settle(server.close(), PATIENCE);
        Starting.settle(hosts.close(), PATIENCE);
    }
}
