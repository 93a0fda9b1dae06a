package dev.meridian.edge.cache.decide;

import java.util.Map;

/** What a cache must know of a request. */
public record RequestFacts(Kind kind, Principal principal, Directives directives) {

    /** What a method means to a cache. */
    public enum Kind {
        GET,
        HEAD,
        /** Safe, but neither stored nor answered from store. */
        SAFE,
        /** Makes what is stored under its URI invalid (RFC 9111 section 4.4). */
        UNSAFE
    }

    /** @param method as sent; methods are case-sensitive */
    public static RequestFacts of(String method, Fields request) {
        Directives directives = Directives.cacheControl(request);
        if (!request.has("cache-control")
                && request.has("pragma")
                && request.joined("pragma").contains("no-cache")) {
            directives = new Directives(Map.of("no-cache", ""));
        }
        return new RequestFacts(kind(method), Principal.of(request), directives);
    }

    private static Kind kind(String method) {
        return switch (method) {
            case "GET" -> Kind.GET;
            case "HEAD" -> Kind.HEAD;
            case "OPTIONS", "TRACE", "PROPFIND", "SEARCH", "QUERY" -> Kind.SAFE;
            default -> Kind.UNSAFE;
        };
    }
}
