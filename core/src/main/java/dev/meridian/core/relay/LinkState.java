package dev.meridian.core.relay;

import dev.meridian.core.path.LinkQuality;
import java.time.Duration;

/** How the path to a peer is. */
public sealed interface LinkState {

    /** Not known yet: the first connection is being made. */
    record Connecting() implements LinkState {}

    /**
     * @param quality as pings over the path measure it
     * @param path which way the pings and new calls go
     */
    record Up(LinkQuality quality, RelayPath path) implements LinkState {

        /** A direct path without loss. */
        public Up(Duration roundTrip) {
            this(new LinkQuality(roundTrip, 0), RelayPath.DIRECT);
        }

        public Duration roundTrip() {
            return quality.roundTrip();
        }
    }

    /** @param reason why it is held to be dead */
    record Down(String reason) implements LinkState {}
}
