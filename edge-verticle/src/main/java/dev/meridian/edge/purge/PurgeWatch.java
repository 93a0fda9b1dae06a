package dev.meridian.edge.purge;

import dev.meridian.core.purge.PurgePlane;
import dev.meridian.core.relay.PeerAddress;
import dev.meridian.core.relay.Relay;
import dev.meridian.edge.cache.EdgeCache;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.edge.origin.HomeRegions;
import dev.meridian.edge.purge.PurgeSequence.Standing;
import dev.meridian.edge.purge.PurgeSequence.Verdict;
import dev.meridian.proto.cache.v1.Purge;
import dev.meridian.proto.cache.v1.PurgesGrpcClient;
import dev.meridian.proto.cache.v1.SinceRequest;
import dev.meridian.proto.cache.v1.SinceResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cache level with the purges of one region: applies those that it hears, asks the region for those that it did
 * not, and vouches for what is left. Lives on the context that started it.
 */
final class PurgeWatch {

    private static final Logger log = LoggerFactory.getLogger(PurgeWatch.class);
    private static final long ANSWER_MILLIS = 2_000;

    private final HomeRegions regions;
    private final Relay relay;
    private final EdgeCache cache;
    private final String edge;
    private final String region;
    private final Consumer<Purge> applying;
    private final Consumer<Purge> confirming;
    private final PurgeLedger ledger;
    private final PurgeSequence sequence;
    private boolean asking;
    private boolean again;
    private boolean level;
    private volatile long goodUntil = System.nanoTime();

    /**
     * @param ledger which says up to where the disk is level with the region's purges
     * @param applying carries a purge out and confirms it
     * @param confirming confirms one that was carried out: the region may not have listened the first time, when it had
     *     drawn the purge and not yet published it
     */
    PurgeWatch(
            HomeRegions regions,
            Relay relay,
            EdgeCache cache,
            String edge,
            String region,
            PurgeLedger ledger,
            Consumer<Purge> applying,
            Consumer<Purge> confirming) {
        this.regions = regions;
        this.relay = relay;
        this.cache = cache;
        this.edge = edge;
        this.region = region;
        this.ledger = ledger;
        this.sequence = ledger.sequence(region);
        this.applying = applying;
        this.confirming = confirming;
    }

    /** Begins to ask; @return the timer that goes on with it */
    long start(Vertx vertx) {
        ask();
        return vertx.setPeriodic(PurgePlane.ASKING.toMillis(), tick -> ask());
    }

    void hear(Purge purge) {
        Verdict verdict = sequence.hear(purge.getEpoch(), purge.getSequence());
        if (verdict == Verdict.KNOWN) {
            confirming.accept(purge);
        } else {
            applying.accept(purge);
        }
        if (verdict == Verdict.AHEAD || verdict == Verdict.STRANGE) {
            ask();
        }
    }

    private void ask() {
        if (asking) {
            again = true;
            return;
        }
        asking = true;
        again = false;
        long askedAt = System.nanoTime();
        SinceRequest question = SinceRequest.newBuilder()
                .setEdge(edge)
                .setEpoch(sequence.epoch())
                .setSequence(sequence.reached())
                .build();
        regions.address(region)
                .compose(peer -> answer(peer, question))
                .onSuccess(word -> hear(word, question.getSequence(), askedAt))
                .onFailure(this::unheard)
                .onComplete(done -> asked());
    }

    private Future<SinceResponse> answer(PeerAddress peer, SinceRequest question) {
        return PurgesGrpcClient.create(relay.grpc(), peer.socket())
                .since(question)
                .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void asked() {
        asking = false;
        if (again) {
            ask();
        }
    }

    private void hear(SinceResponse word, long asked, long askedAt) {
        Standing standing = sequence.weigh(word.getEpoch(), asked, word.getSequence(), word.getComplete());
        switch (standing) {
            case SOUND ->
                word.getMissedList().stream()
                        .filter(purge -> !sequence.isKnown(purge.getSequence()))
                        .forEach(applying);
            case BROKEN -> forget(word);
        }
        sequence.settle(word.getEpoch(), word.getSequence(), standing);
        goodUntil = askedAt + PurgePlane.WORD.toNanos();
        cache.vouch(region, goodUntil);
        level = true;
    }

    private void forget(SinceResponse word) {
        if (!sequence.epoch().isEmpty()) {
            log.atWarn().addKeyValue("region", region).log("Purges were missed; dropped all that the region owns");
        }
        cache.purge(PurgeScope.region(region), false);
        ledger.drop(region, word.getEpoch(), word.getSequence());
    }

    /** Whether the region's word holds just now; from any thread. */
    boolean isLevel() {
        return goodUntil - System.nanoTime() > 0;
    }

    private void unheard(Throwable failure) {
        if (level) {
            level = false;
            log.atWarn()
                    .addKeyValue("region", region)
                    .addKeyValue("cause", failure.getMessage())
                    .log("The region does not say which purges there were; what it owns is soon validated first");
        }
    }
}
