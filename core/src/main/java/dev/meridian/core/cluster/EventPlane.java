package dev.meridian.core.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Publishes to and hears from every node that can be reached. Best effort: an event may be lost, late, doubled or
 * reordered. Handlers run on the context that subscribed.
 */
public interface EventPlane {

    /** Sends to every subscriber of the address, this node's own included. Never fails and never waits. */
    void publish(String address, Buffer event);

    /** Hears every event of an address, from now until {@link Subscription#cancel} is called. */
    Subscription subscribe(String address, Handler<Buffer> handler);

    /** Whether this node is in the cluster at present. */
    boolean isJoined();

    /** Whether names can be claimed at present: this node is in the cluster, and enough regions are. */
    boolean mayClaim();

    /**
     * Claims a name that must be unique across regions, for as long as the holder exists.
     *
     * @param kind what is named, for instance {@code project} or {@code domain}
     * @param holder the region that claims
     * @return whether the holder has it now; claiming twice by one holder succeeds both times. Fails with a 503 problem
     *     when too few regions can be reached to be sure.
     */
    Future<Boolean> claim(String kind, String name, String holder);

    /**
     * Who has a name, by the region's site code; empty for nobody. Fails with a 503 problem when too few regions can be
     * reached to be sure.
     */
    Future<Optional<String>> holder(String kind, String name);

    /** Gives a claim back; of no effect unless the holder has it. */
    Future<Void> release(String kind, String name, String holder);

    /** A subscription in force. */
    interface Subscription {
        void cancel();
    }
}
