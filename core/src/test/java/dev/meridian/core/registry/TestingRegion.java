package dev.meridian.core.registry;

import dev.meridian.core.relay.PeerAddress;
import dev.meridian.proto.registry.v1.NewestResponse;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.RegistryGrpcService;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.proto.registry.v1.WatchResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.GrpcServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A region that knows only its registry, as the contract has it, in memory. Its log is a change a version. */
final class TestingRegion {

    private final Vertx vertx;
    private final Context context;
    private final String site;
    private final List<Record> log = new ArrayList<>();
    private final List<WriteStream<WatchResponse>> watchers = new ArrayList<>();
    final List<WatchRequest> requests = new CopyOnWriteArrayList<>();
    private String epoch;
    private volatile boolean gone;
    private int port;
    private HttpServer server;

    TestingRegion(Vertx vertx, String site, String epoch) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.site = site;
        this.epoch = epoch;
        this.server = vertx.createHttpServer();
    }

    void open() throws Exception {
        server = vertx.createHttpServer();
        GrpcServer grpc = GrpcServer.server(vertx).callHandler(RegistryGrpcService.Watch, call -> {
            call.errorHandler(error -> forget(call.response()));
            call.handler(request -> watch(request, call.response()));
        });
        grpc.callHandler(
                RegistryGrpcService.Newest,
                call -> call.handler(request -> context.runOnContext(turn -> call.response()
                        .end(NewestResponse.newBuilder()
                                .setEpoch(epoch)
                                .setVersion(log.size())
                                .build()))));
        await(context, () -> server.requestHandler(grpc).listen(port, "127.0.0.1"));
        port = server.actualPort();
    }

    /** Cuts all streams, as a process that is killed does. */
    void close() throws Exception {
        await(context, () -> {
            watchers.clear();
            return server.close();
        });
    }

    /** Whether one that watched has gone. */
    boolean watcherGone() {
        return gone;
    }

    PeerAddress address() {
        return new PeerAddress("127.0.0.1", port);
    }

    /** A database that is not the one it was. */
    void restore(String newEpoch, List<Record> records) throws Exception {
        await(context, () -> {
            epoch = newEpoch;
            log.clear();
            records.forEach(this::append);
            return Future.succeededFuture();
        });
    }

    /** Commits a change, and says nothing of it: the watchers' news is late. */
    WatchResponse commitUntold(Record change) throws Exception {
        AtomicReference<WatchResponse> untold = new AtomicReference<>();
        await(context, () -> {
            Record entry = append(change);
            untold.set(answer().addRecords(entry).setCurrent(true).build());
            return Future.succeededFuture();
        });
        return untold.get();
    }

    void commit(Record change) throws Exception {
        await(context, () -> {
            Record entry = append(change);
            WatchResponse answer = answer().addRecords(entry).setCurrent(true).build();
            watchers.forEach(watcher -> watcher.write(answer));
            return Future.succeededFuture();
        });
    }

    void send(WatchResponse answer) throws Exception {
        await(context, () -> {
            watchers.forEach(watcher -> watcher.write(answer));
            return Future.succeededFuture();
        });
    }

    WatchResponse.Builder answer() {
        return WatchResponse.newBuilder().setRegion(site).setEpoch(epoch).setVersion(log.size());
    }

    private Record append(Record change) {
        Record entry = change.toBuilder().setVersion(log.size() + 1).build();
        log.add(entry);
        return entry;
    }

    private void forget(WriteStream<WatchResponse> response) {
        context.runOnContext(turn -> gone = watchers.remove(response));
    }

    private void watch(WatchRequest request, WriteStream<WatchResponse> response) {
        context.runOnContext(turn -> {
            requests.add(request);
            boolean known = request.getEpoch().equals(epoch)
                    && request.getFromVersion() > 0
                    && request.getFromVersion() <= log.size();
            long from = known ? request.getFromVersion() : 0;
            List<Record> newer = log.subList((int) from, log.size());
            if (newer.size() > 1) {
                // a long list comes in parts
                response.write(answer().setReset(!known)
                        .setVersion(newer.getFirst().getVersion())
                        .addRecords(newer.getFirst())
                        .build());
                response.write(answer().addAllRecords(newer.subList(1, newer.size()))
                        .setCurrent(true)
                        .build());
            } else {
                response.write(answer().setReset(!known)
                        .addAllRecords(newer)
                        .setCurrent(true)
                        .build());
            }
            watchers.add(response);
        });
    }

    private static <T> T await(Context context, Supplier<Future<T>> action) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(turn -> action.get().onComplete(promise));
        return promise.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
