package dev.meridian.edge;

import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgesGrpcService;
import dev.meridian.proto.cache.v1.PurgesService;
import dev.meridian.proto.cache.v1.SinceRequest;
import dev.meridian.proto.cache.v1.SinceResponse;
import io.vertx.core.Future;
import io.vertx.grpc.server.Service;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a test's region says of its purges when an edge asks. */
final class RegionPurges {

    private final List<Purge> drawn = new CopyOnWriteArrayList<>();
    private volatile String epoch = "e";
    private volatile boolean isMute;
    private volatile boolean forgetsAll;

    void draw(Purge purge) {
        drawn.add(purge);
    }

    /** The database is another one from now on. */
    void beginAnew(String newEpoch) {
        drawn.clear();
        epoch = newEpoch;
    }

    /** Tells how far it has come, but not what there was. */
    void forgetAll() {
        forgetsAll = true;
    }

    void mute(boolean mute) {
        isMute = mute;
    }

    Service service() {
        return PurgesGrpcService.of(new PurgesService() {
            @Override
            public Future<SinceResponse> since(SinceRequest request) {
                return isMute ? Future.failedFuture("mute") : Future.succeededFuture(answer(request));
            }
        });
    }

    private SinceResponse answer(SinceRequest request) {
        long last = drawn.stream().mapToLong(Purge::getSequence).max().orElse(0);
        List<Purge> missed = drawn.stream()
                .filter(purge -> purge.getSequence() > request.getSequence())
                .sorted(Comparator.comparingLong(Purge::getSequence))
                .toList();
        boolean isWhole = !forgetsAll && missed.size() == last - request.getSequence();
        return SinceResponse.newBuilder()
                .setEpoch(epoch)
                .setSequence(last)
                .addAllMissed(isWhole ? missed : List.of())
                .setComplete(isWhole && request.getEpoch().equals(epoch))
                .build();
    }
}
