package dev.meridian.launcher.bench.functions;

import dev.meridian.launcher.Starting;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;

/**
 * A server under load.
 *
 * @param host that the function is asked for by
 */
record Subject(String name, int port, String host) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** @throws IOException when it does not give the answer that all have to give */
    void verify(HttpClient client, Workload workload) throws IOException, InterruptedException {
        RequestOptions target = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost(host)
                .setPort(port)
                .setURI("/")
                .setMethod(workload.method())
                .putHeader("content-type", "application/json");
        Buffer answer = Starting.await(
                client.request(target)
                        .compose(request -> request.send(workload.body()))
                        .compose(response -> response.body()),
                PATIENCE,
                name);
        if (!answer.toString().startsWith("{") || !answer.toJsonObject().equals(workload.answer())) {
            throw new IOException(name + " gives another answer to " + workload.name() + ": "
                    + answer.getString(0, Math.min(answer.length(), 200)));
        }
    }
}
