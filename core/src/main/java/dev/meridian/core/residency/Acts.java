package dev.meridian.core.residency;

import java.util.Optional;

/** Acts between their form in this program and their form on the wire. */
public final class Acts {

    private Acts() {}

    public static dev.meridian.proto.residency.v1.Act message(Act act) {
        return switch (act) {
            case TERMINATE -> dev.meridian.proto.residency.v1.Act.ACT_TERMINATE;
            case CACHE -> dev.meridian.proto.residency.v1.Act.ACT_CACHE;
            case EXECUTE -> dev.meridian.proto.residency.v1.Act.ACT_EXECUTE;
            case LOG -> dev.meridian.proto.residency.v1.Act.ACT_LOG;
        };
    }

    /** Nothing for one that this node does not know. */
    public static Optional<Act> of(dev.meridian.proto.residency.v1.Act told) {
        return switch (told) {
            case ACT_TERMINATE -> Optional.of(Act.TERMINATE);
            case ACT_CACHE -> Optional.of(Act.CACHE);
            case ACT_EXECUTE -> Optional.of(Act.EXECUTE);
            case ACT_LOG -> Optional.of(Act.LOG);
            case ACT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }
}
