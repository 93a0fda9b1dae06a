package dev.meridian.edge.cache.decide;

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

    /** Statuses that may be fresh though they do not say for how long (RFC 9110 section 15.1). */
    Set<Integer> HEURISTIC = Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

    /** Final statuses whose meaning this cache knows, for {@code must-understand}. */
    Set<Integer> UNDERSTOOD =
            Set.of(200, 203, 204, 206, 300, 301, 302, 303, 307, 308, 400, 403, 404, 405, 410, 414, 501, 502, 503, 504);

    /**
     * @param ruling what the project says of how long the response is fresh
     * @param now in milliseconds since the epoch
     */
    static Storage judge(
            Profile profile, Optional<Ruling> ruling, RequestFacts request, int status, Fields response, long now) {
        Optional<Directives> ofCdn = Directives.cdnCacheControl(response);
        Optional<Directives> targeted = ofCdn.or(() -> Directives.surrogateControl(response));
        Directives directives = targeted.orElseGet(() -> Directives.cacheControl(response));
        VaryRule vary = VaryRule.of(response, profile.impliedVary());
        boolean storable = ruling.filter(Ruling::overrulesNoStore).isPresent();
        Optional<Reason> refusal = refusal(profile, request, status, response, directives, vary, storable);
        if (refusal.isPresent()) {
            return new Refuse(refusal.get());
        }
        Optional<Freshness> said = Freshness.of(directives, targeted.isPresent(), response, now);
        Optional<Ruling> ruled = ruling.filter(word -> word.holds(said.isPresent()));
        // What is shared by the project's word is for those who are nobody in particular.
        Sharing sharing =
                ruled.filter(Ruling::widens).isPresent() ? Sharing.ANYONE : sharing(directives, ofCdn.isPresent());
        if (!sharing.admits(request.principal())) {
            return new Refuse(request.principal() == Principal.CREDENTIALS ? Reason.CREDENTIALS : Reason.AUTHORIZATION);
        }
        return ruled.map(word -> Freshness.ruled(word.lifetime(), directives, response, now))
                .or(() -> said)
                .or(() -> profile.heuristics() ? implicit(directives, status, response, now) : Optional.empty())
                .<Storage>map(freshness -> new Store(freshness, sharing, vary))
                .orElseGet(() -> new Refuse(Reason.NO_FRESHNESS));
    }

    /**
     * Whether a response to POST may be stored for GET: it says that it is what is found there, and for how long
     * (RFC 9110 section 9.3.3).
     *
     * @param target of the request, as an absolute path with its query
     * @param location what {@code Content-Location} comes to, as such a path
     */
    static boolean isOfGet(int status, String target, Optional<String> location, Fields response, long now) {
        Directives directives = Directives.cacheControl(response);
        return status == 200
                && location.filter(target::equals).isPresent()
                && Freshness.of(directives, false, response, now).isPresent();
    }

    private static Optional<Reason> refusal(
            Profile profile,
            RequestFacts request,
            int status,
            Fields response,
            Directives directives,
            VaryRule vary,
            boolean storable) {
        if (request.kind() != RequestFacts.Kind.GET) {
            return Optional.of(Reason.METHOD);
        }
        if (request.directives().has("no-store")) {
            return Optional.of(Reason.REQUEST_NO_STORE);
        }
        boolean understood = UNDERSTOOD.contains(status);
        if (status < 200 || status == 304 || (directives.has("must-understand") && !understood)) {
            return Optional.of(Reason.STATUS);
        }
        if (!storable && directives.has("no-store") && !directives.has("must-understand")) {
            return Optional.of(Reason.NO_STORE);
        }
        if (directives.has("private")) {
            return Optional.of(Reason.PRIVATE);
        }
        if (response.has("set-cookie") && !profile.cookies()) {
            return Optional.of(Reason.SET_COOKIE);
        }
        return vary.matchesNothing() ? Optional.of(Reason.VARY_ALL) : Optional.empty();
    }

    /** Of a response that does not say how long it is fresh: by its last change, else for validation only. */
    private static Optional<Freshness> implicit(Directives directives, int status, Fields response, long now) {
        if (!HEURISTIC.contains(status) && !directives.has("public")) {
            return Optional.empty();
        }
        return Freshness.heuristic(response, now)
                .or(() -> response.has("etag") ? Optional.of(Freshness.NONE) : Optional.empty());
    }

    private static Sharing sharing(Directives directives, boolean ofCdn) {
        if (ofCdn && directives.has("public")) {
            return Sharing.EVERYONE;
        }
        boolean allowed = directives.has("public") || directives.has("s-maxage") || directives.has("must-revalidate");
        return allowed ? Sharing.AUTHORIZED : Sharing.ANYONE;
    }
}
