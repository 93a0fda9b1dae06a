package dev.meridian.edge.functions;

import com.google.protobuf.ByteString;
import dev.meridian.edge.artefacts.ArtefactDownload;
import dev.meridian.proto.deployments.v1.FetchResponse;
import dev.meridian.proto.deployments.v1.Launch;
import org.jspecify.annotations.Nullable;

/** The parts of an answer to {@code Deployments/Fetch}: a launch specification, then the artefact's bytes. */
final class LaunchParts {

    private volatile @Nullable Launch launch;

    /** The bytes in a part; throws a problem for an empty one. */
    ByteString take(FetchResponse part) {
        return switch (part.getPartCase()) {
            case LAUNCH -> {
                launch = part.getLaunch();
                yield ByteString.EMPTY;
            }
            case ARTEFACT -> part.getArtefact();
            case PART_NOT_SET -> throw ArtefactDownload.broken("The region sent an empty part.", null);
        };
    }

    /** Throws a problem if there was none. */
    Launch launch() {
        Launch received = launch;
        if (received == null) {
            throw ArtefactDownload.broken("The region sent no launch specification.", null);
        }
        return received;
    }
}
