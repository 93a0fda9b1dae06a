package dev.meridian.core.topology;

import dev.meridian.core.relay.PeerAddress;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.proto.topology.v1.NodeInfo;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a node may say of itself; others route by it and name files after it, so it is checked before it is believed. */
final class NodeInfos {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int TEXT_MOST = 300;

    private NodeInfos() {}

    static Optional<String> fault(NodeInfo info) {
        if (!LABEL.matcher(info.getName()).matches()) {
            return Optional.of("its name is no DNS label");
        }
        if (info.getKind() == Kind.KIND_UNSPECIFIED || info.getKind() == Kind.UNRECOGNIZED) {
            return Optional.of("its kind is unknown");
        }
        boolean placed = LABEL.matcher(info.getSite()).matches();
        if (!placed && !(info.getKind() == Kind.KIND_ROUTER && info.getSite().isEmpty())) {
            return Optional.of("its site is no DNS label");
        }
        if (!(Math.abs(info.getLatitude()) <= 90 && Math.abs(info.getLongitude()) <= 180)) {
            return Optional.of("it stands nowhere on Earth");
        }
        if (info.getSerializedSize() > 4 * TEXT_MOST || info.getHttpAddress().length() > TEXT_MOST) {
            return Optional.of("it is too long");
        }
        return addressFault(info.getRelayAddress());
    }

    private static Optional<String> addressFault(String address) {
        try {
            PeerAddress.parse(address);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("its relay address is none: " + e.getMessage());
        }
    }
}
