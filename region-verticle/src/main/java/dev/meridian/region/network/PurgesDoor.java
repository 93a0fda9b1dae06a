package dev.meridian.region.network;

import dev.meridian.proto.cache.v1.PurgesGrpcService;
import dev.meridian.proto.cache.v1.PurgesService;
import dev.meridian.proto.cache.v1.SinceRequest;
import dev.meridian.proto.cache.v1.SinceResponse;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;

/** Tells edges what they may have missed: {@code cache.v1.Purges}. */
final class PurgesDoor extends PurgesService {

    private final PurgeLog log;
    private final Receipts receipts;

    private PurgesDoor(PurgeLog log, Receipts receipts) {
        this.log = log;
        this.receipts = receipts;
    }

    static Service service(PurgeLog log, Receipts receipts) {
        return PurgesGrpcService.of(new PurgesDoor(log, receipts));
    }

    @Override
    public Future<SinceResponse> since(SinceRequest request) {
        return log.since(request).onSuccess(answer -> {
            if (answer.getEpoch().equals(request.getEpoch())) {
                receipts.reached(request.getEdge(), request.getSequence());
            }
        });
    }
}
