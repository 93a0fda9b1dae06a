package dev.meridian.region.functions;

import dev.meridian.region.api.Caller;
import java.util.List;

/**
 * Who asks for an execution, and over what.
 *
 * @param userId empty for who is no user
 * @param sessionId of the user who asks; empty for who is none, and where the user's doing has caused an event
 * @param scheme {@code http} or {@code https}
 * @param authority host and port by which they reached the network
 * @param address their IP address
 */
record Sender(String userId, String sessionId, String scheme, String authority, String address) {

    /** Nobody asks: a schedule is due. */
    static final Sender NOBODY = ofEvent("");

    /** @param userId of the user who did what the event is of */
    static Sender ofEvent(String userId) {
        return new Sender(userId, "", "http", "", "");
    }

    static Sender of(Caller caller, String scheme, String authority, String address) {
        return caller instanceof Caller.User user
                ? new Sender(user.userId(), user.sessionId(), scheme, authority, address)
                : new Sender("", "", scheme, authority, address);
    }

    /** Whether a user asks, who lends the function their rights. */
    boolean isUser() {
        return !sessionId.isEmpty();
    }

    /** Whose the execution's record is to read, beside keys and administrators. */
    List<String> readers() {
        return isUser() ? List.of("read(\"user:" + userId + "\")") : List.of();
    }
}
