package dev.meridian.region.registry;

import dev.meridian.proto.registry.v1.NewestRequest;
import dev.meridian.proto.registry.v1.NewestResponse;
import dev.meridian.proto.registry.v1.RegistryGrpcService;
import dev.meridian.proto.registry.v1.RegistryService;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.proto.registry.v1.WatchResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.Service;

/** The registry as other nodes reach it: {@code registry.v1.Registry}. */
public final class RegistryDoor extends RegistryService {

    private final Vertx vertx;
    private final RegistryStore store;

    private RegistryDoor(Vertx vertx, RegistryStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    public static Service service(Vertx vertx, RegistryStore store) {
        return RegistryGrpcService.of(new RegistryDoor(vertx, store));
    }

    @Override
    public Future<NewestResponse> newest(NewestRequest request) {
        return store.version()
                .map(version -> NewestResponse.newBuilder()
                        .setEpoch(store.epoch())
                        .setVersion(version)
                        .build());
    }

    @Override
    protected void watch(WatchRequest request, WriteStream<WatchResponse> response) {
        new RegistryWatch(vertx, store, request, response).start();
    }
}
