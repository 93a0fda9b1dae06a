package dev.meridian.region.functions;

import dev.meridian.region.api.Caller;
import java.util.List;

/**
 * Who asks for an execution, and over what.
 *
 * @param userId empty for who is no user
 * @param sessionId empty for who is no user
 * @param scheme {@code http} or {@code https}
 * @param authority host and port by which they reached the network
 * @param address their IP address
 */
record Sender(String userId, String sessionId, String scheme, String authority, String address) {

    static Sender of(Caller caller, String scheme, String authority, String address) {
        return caller instanceof Caller.User user
                ? new Sender(user.userId(), user.sessionId(), scheme, authority, address)
                : new Sender("", "", scheme, authority, address);
    }

    boolean isUser() {
        return !userId.isEmpty();
    }

    /** Whose the execution's record is to read, beside keys and administrators. */
    List<String> readers() {
        return isUser() ? List.of("read(\"user:" + userId + "\")") : List.of();
    }
}
