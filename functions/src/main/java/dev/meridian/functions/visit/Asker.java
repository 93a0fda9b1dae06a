package dev.meridian.functions.visit;

/**
 * Who wants a function executed, as it is told.
 *
 * @param userId empty for who is no user
 * @param userToken with which the function may act for the user, empty for who is none
 * @param address IP address
 */
public record Asker(String userId, String userToken, String address) {

    /** Somebody of whom nothing else is known. */
    public static Asker visitor(String address) {
        return new Asker("", "", address);
    }

    @Override
    public String toString() {
        return "Asker " + userId;
    }
}
