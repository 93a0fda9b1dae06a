package dev.meridian.edge.cache.decide;

/** Who may be answered with a stored response. */
public enum Sharing {
    /** Requests that carry no credentials. */
    ANYONE,
    /** As well requests with {@code Authorization}: the response allows it by RFC 9111 section 3.5. */
    AUTHORIZED,
    /** Every request: the response says {@code CDN-Cache-Control: public}. */
    EVERYONE;

    public boolean admits(Principal principal) {
        return switch (principal) {
            case ANYONE -> true;
            case AUTHORIZATION -> this != ANYONE;
            case CREDENTIALS -> this == EVERYONE;
        };
    }
}
