package dev.meridian.launcher.bench.wire;

import com.google.protobuf.UnsafeByteOperations;
import dev.meridian.proto.relay.v1.End;
import dev.meridian.proto.relay.v1.Frame;
import dev.meridian.proto.relay.v1.RelayGrpcClient;
import dev.meridian.proto.relay.v1.RelayGrpcService;
import dev.meridian.proto.relay.v1.RequestHead;
import dev.meridian.proto.relay.v1.ResponseHead;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.server.GrpcServer;
import org.jspecify.annotations.Nullable;

/** The relay's contract through Vert.x's generated stubs and their codec. */
final class CodecCarrier implements Carrier {

    private static final int MOST_MESSAGE_BYTES = 16 << 20;

    private final HttpServer server;
    private final GrpcClient client;
    private final SocketAddress address;
    private Answer next = new Answer(1, 1);

    CodecCarrier(Vertx server, Vertx client, int port) {
        GrpcServer services = GrpcServer.server(server);
        services.callHandler(
                RelayGrpcService.Exchange,
                call -> call.endHandler(end -> {
                    call.response()
                            .write(Frame.newBuilder()
                                    .setResponse(ResponseHead.newBuilder().setStatus(200))
                                    .build());
                    next.pour(new Framing(call.response()));
                }));
        this.server = server.createHttpServer(PlainCarrier.serverOptions()).requestHandler(services);
        this.client = GrpcClient.client(
                client, new GrpcClientOptions().setMaxMessageSize(MOST_MESSAGE_BYTES), PlainCarrier.clientOptions());
        this.address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
    }

    @Override
    public String name() {
        return "Vert.x's gRPC codec";
    }

    @Override
    public Future<Void> open() {
        return server.listen(address).mapEmpty();
    }

    @Override
    public Future<Long> ask(Answer answer) {
        next = answer;
        return client.request(address, RelayGrpcClient.Exchange)
                .compose(call -> {
                    call.end(Frame.newBuilder()
                            .setRequest(RequestHead.newBuilder()
                                    .setMethod("GET")
                                    .setAuthority("localhost")
                                    .setUri("/"))
                            .build());
                    return call.response();
                })
                .compose(response -> {
                    Promise<Long> whole = Promise.promise();
                    long[] seen = {0};
                    response.handler(frame -> seen[0] += frame.getBody().size());
                    response.exceptionHandler(whole::tryFail);
                    response.endHandler(end -> whole.tryComplete(seen[0]));
                    return whole.future();
                });
    }

    @Override
    public Future<Void> close() {
        return client.close().compose(closed -> server.close());
    }

    /** Bytes as messages of the contract. */
    private record Framing(WriteStream<Frame> to) implements WriteStream<Buffer> {

        @Override
        public Future<Void> write(Buffer data) {
            return to.write(Frame.newBuilder()
                    .setBody(UnsafeByteOperations.unsafeWrap(data.getBytes()))
                    .build());
        }

        @Override
        public Future<Void> end() {
            return to.end(Frame.newBuilder().setEnd(End.getDefaultInstance()).build());
        }

        @Override
        public boolean writeQueueFull() {
            return to.writeQueueFull();
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int most) {
            to.setWriteQueueMaxSize(most);
            return this;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> drained) {
            to.drainHandler(drained);
            return this;
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> failed) {
            to.exceptionHandler(failed);
            return this;
        }
    }
}
