package dev.meridian.core.relay;

import java.time.Duration;

/** How the path to a peer is. */
public sealed interface LinkState {

    /** Not known yet: the first connection is being made. */
    record Connecting() implements LinkState {}

    /** @param roundTrip moving average of ping times */
    record Up(Duration roundTrip) implements LinkState {}

    /** @param reason why it is held to be dead */
    record Down(String reason) implements LinkState {}
}
