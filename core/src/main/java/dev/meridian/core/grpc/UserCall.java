package dev.meridian.core.grpc;

import dev.meridian.core.hosts.NamedProject;
import dev.meridian.core.http.RequestHead;
import dev.meridian.core.relay.PeerName;
import dev.meridian.core.time.Deadline;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A call as it came in.
 *
 * @param path of the method: {@code /package.Service/Method}
 * @param metadata the caller's, which say who calls and on which project
 * @param clientAddress IP address of who called first
 * @param deadline when they stop waiting
 * @param proven the node that it came from, as {@link PeerName#proven} has it
 */
public record UserCall<Q>(
        String path, Q request, MultiMap metadata, String clientAddress, Deadline deadline, Optional<String> proven) {

    private static final String[] CREDENTIALS = {
        "x-appwrite-key", "x-appwrite-session", "x-appwrite-jwt", "x-fallback-cookies", "cookie"
    };

    /**
     * The node that it came from, where that is known.
     *
     * @param claim what the node calls itself
     * @return as {@link PeerName#of}
     */
    public String sender(String claim) {
        return PeerName.agreed(proven, claim);
    }

    /** Whether the caller shows nothing that only the home region can check. */
    public boolean isAnonymous() {
        return Stream.of(CREDENTIALS).noneMatch(metadata::contains);
    }

    /** The project that the metadata name, as it was sent. */
    public String project() {
        return NamedProject.of(head());
    }

    /** The call as an HTTP request, for what reads credentials. */
    public RequestHead head() {
        return new RequestHead(HttpMethod.POST, "http", "", path, metadata, -1);
    }
}
