package dev.meridian.core.relay;

/** Which way calls to a peer go. */
public sealed interface RelayPath {

    RelayPath DIRECT = new Direct();

    record Direct() implements RelayPath {
        @Override
        public String toString() {
            return "direct";
        }
    }

    /**
     * Through a tunnel that another node carries.
     *
     * @param node its name
     * @param relay its relay door
     */
    record Via(String node, PeerAddress relay) implements RelayPath {
        @Override
        public String toString() {
            return "via " + node;
        }
    }
}
