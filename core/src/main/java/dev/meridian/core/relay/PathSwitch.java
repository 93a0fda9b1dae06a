package dev.meridian.core.relay;

import java.util.Optional;

/**
 * The ways to one peer: the direct one, which is always watched; the one in force; and at times one that is tried beside
 * it. Calls under way stay on the way that they began on. Changed by one caller only; safe to read for all.
 */
public interface PathSwitch {

    LinkState direct();

    /** The state of the way in force; of the direct one, where it is in force. */
    LinkState present();

    /** The state of the way that is tried, if one is. */
    Optional<LinkState> tried();

    /** Opens a tunnel through a node and watches it; one that was tried is closed. */
    void attempt(RelayPath.Via via);

    /** Closes the way that is tried. */
    void giveUp();

    /** Has new calls take the way that is tried. */
    void adopt();

    /** Has new calls go straight. */
    void goDirect();
}
