package dev.meridian.edge.cache.decide;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Whether a response may be stored (RFC 9111 section 3), and why not. */
public sealed interface Storage {

    record Store(Freshness freshness, Sharing sharing, VaryRule vary) implements Storage {}

    record Refuse(Reason reason) implements Storage {}

    /** Why a response is not stored; its text goes into {@code Cache-Status}. */
    enum Reason {
        METHOD("method"),
        REQUEST_NO_STORE("request no-store"),
        STATUS("status"),
        NO_STORE("no-store"),
        PRIVATE("private"),
        SET_COOKIE("set-cookie"),
        VARY_ALL("vary *"),
        NO_FRESHNESS("no explicit freshness"),
        AUTHORIZATION("authorization"),
        CREDENTIALS("credentials");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Final statuses whose meaning this cache knows; 206 and 304 are not stored as they are. */
    Set<Integer> UNDERSTOOD = Set.of(200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501);

    /**
     * @param impliedVary request headers that choose the response though it does not say so
     * @param now in milliseconds since the epoch
     */
    static Storage judge(RequestFacts request, int status, Fields response, Collection<String> impliedVary, long now) {
        Optional<Directives> targeted = Directives.cdnCacheControl(response);
        Directives directives = targeted.orElseGet(() -> Directives.cacheControl(response));
        VaryRule vary = VaryRule.of(response, impliedVary);
        Optional<Reason> refusal = refusal(request, status, response, directives, vary);
        if (refusal.isPresent()) {
            return new Refuse(refusal.get());
        }
        Sharing sharing = sharing(directives, targeted.isPresent());
        if (!sharing.admits(request.principal())) {
            return new Refuse(request.principal() == Principal.CREDENTIALS ? Reason.CREDENTIALS : Reason.AUTHORIZATION);
        }
        return Freshness.of(directives, targeted.isPresent(), response, now)
                .<Storage>map(freshness -> new Store(freshness, sharing, vary))
                .orElseGet(() -> new Refuse(Reason.NO_FRESHNESS));
    }

    private static Optional<Reason> refusal(
            RequestFacts request, int status, Fields response, Directives directives, VaryRule vary) {
        if (request.kind() != RequestFacts.Kind.GET) {
            return Optional.of(Reason.METHOD);
        }
        if (request.directives().has("no-store")) {
            return Optional.of(Reason.REQUEST_NO_STORE);
        }
        if (!UNDERSTOOD.contains(status)) {
            return Optional.of(Reason.STATUS);
        }
        if (directives.has("no-store") && !directives.has("must-understand")) {
            return Optional.of(Reason.NO_STORE);
        }
        if (directives.has("private")) {
            return Optional.of(Reason.PRIVATE);
        }
        if (response.has("set-cookie")) {
            return Optional.of(Reason.SET_COOKIE);
        }
        return vary.matchesNothing() ? Optional.of(Reason.VARY_ALL) : Optional.empty();
    }

    private static Sharing sharing(Directives directives, boolean targeted) {
        if (targeted && directives.has("public")) {
            return Sharing.EVERYONE;
        }
        boolean allowed = directives.has("public") || directives.has("s-maxage") || directives.has("must-revalidate");
        return allowed ? Sharing.AUTHORIZED : Sharing.ANYONE;
    }
}
