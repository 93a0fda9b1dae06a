package dev.meridian.launcher.bench.wire;

import dev.meridian.core.http.Listen;
import dev.meridian.core.http.Provenance;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.http.TraceParent;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.RelayClient;
import dev.meridian.core.relay.RelayDoor;
import dev.meridian.core.relay.RelayRequest;
import dev.meridian.core.telemetry.Probes;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The relay as it is. */
final class RelayCarrier implements Carrier {

    private final RelayDoor door;
    private final RelayClient client;
    private final int port;
    private Answer next = new Answer(1, 1);

    RelayCarrier(Vertx server, Vertx client, int port) {
        this.client = new RelayClient(client, Optional.empty());
        this.port = port;
        this.door = new RelayDoor(
                server,
                new Listen("127.0.0.1", port),
                Optional.empty(),
                Probes.forOperators(new Telemetry()),
                exchange -> next.pour(exchange.respond(200, MultiMap.caseInsensitiveMultiMap(), -1)),
                List.of());
    }

    @Override
    public String name() {
        return "the relay's own framing";
    }

    @Override
    public Future<Void> open() {
        return door.listen().mapEmpty();
    }

    @Override
    public Future<Long> ask(Answer answer) {
        next = answer;
        RequestHead head =
                new RequestHead(HttpMethod.GET, "http", "localhost", "/", MultiMap.caseInsensitiveMultiMap(), 0);
        Provenance provenance = new Provenance("127.0.0.1", Provenance.MAX_HOPS, TraceParent.parse(null), "", "");
        return client.open(new PeerAddress("127.0.0.1", port), new RelayRequest(head, provenance, Deadline.NEVER))
                .compose(call -> {
                    call.end();
                    return call.response();
                })
                .compose(response -> {
                    Promise<Long> whole = Promise.promise();
                    long[] seen = {0};
                    response.body().handler(bytes -> seen[0] += bytes.length());
                    response.body().exceptionHandler(whole::tryFail);
                    response.body().endHandler(end -> whole.tryComplete(seen[0]));
                    response.body().resume();
                    return whole.future();
                });
    }

    @Override
    public Future<Void> close() {
        return client.close().compose(closed -> door.close(Duration.ZERO));
    }
}
