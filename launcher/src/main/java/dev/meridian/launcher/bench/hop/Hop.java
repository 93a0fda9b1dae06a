package dev.meridian.launcher.bench.hop;

import dev.meridian.launcher.Starting;
import dev.meridian.launcher.bench.stage.Contender;
import dev.meridian.launcher.dev.BenchNetwork;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Something that passes requests on to the edge, on loopback.
 *
 * @param port for HTTP/1.1
 * @param port2 for HTTP/2 in plain text
 * @param processorTime that its processes have used so far
 */
record Hop(String name, int port, int port2, Supplier<Duration> processorTime) {

    /** Every one of them is asked for it. */
    static final String HOST = "localhost";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static Hop router(BenchNetwork network) throws IOException {
        ProcessHandle process = network.routerProcess();
        return new Hop(
                "meridian router", network.routerPort(), network.routerPort(), () -> Contender.processorTime(process));
    }

    static Hop of(Contender contender, int port2) {
        return new Hop(contender.name(), contender.port(), port2, contender::processorTime);
    }

    /** @throws IOException when it does not give the answer that all have to give */
    void verify(HttpClient client, int at, String path, Buffer expected) throws IOException, InterruptedException {
        RequestOptions target = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(at, "127.0.0.1"))
                .setHost(HOST)
                .setPort(at)
                .setURI(path);
        Buffer answer = Starting.await(
                client.request(target).compose(request -> request.send()).compose(response -> response.body()),
                PATIENCE,
                name);
        if (!answer.equals(expected)) {
            throw new IOException(name + " gives another answer to " + path + ": "
                    + answer.getString(0, Math.min(answer.length(), 200)));
        }
    }
}
