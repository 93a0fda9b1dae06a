package dev.meridian.region.functions;

import dev.meridian.core.time.Deadline;
import dev.meridian.region.api.Caller;
import java.util.List;

/**
 * Who asks for an execution, and over what.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host and port by which they reached the network
 * @param address their IP address
 * @param deadline when they stop waiting
 */
record Sender(Caller caller, String scheme, String authority, String address, Deadline deadline) {

    /** Empty for who is no user. */
    String userId() {
        return caller instanceof Caller.User user ? user.userId() : "";
    }

    /** Whose the execution's record is to read, beside keys and administrators. */
    List<String> readers() {
        return userId().isEmpty() ? List.of() : List.of("read(\"user:" + userId() + "\")");
    }
}
