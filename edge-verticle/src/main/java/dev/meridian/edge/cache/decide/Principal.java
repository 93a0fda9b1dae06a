package dev.meridian.edge.cache.decide;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** In whose name a request comes, as far as a cache must know. */
public enum Principal {
    /** Carries nothing that tells one user from another. */
    ANYONE,
    /** Carries {@code Authorization} (RFC 9111 section 3.5). */
    AUTHORIZATION,
    /** Carries an Appwrite session, key or token (contract section 2.2). */
    CREDENTIALS;

    private static final List<String> CREDENTIAL_HEADERS = List.of(
            "x-appwrite-key",
            "x-appwrite-session",
            "x-appwrite-jwt",
            "x-appwrite-dev-key",
            "x-appwrite-mode",
            "x-appwrite-impersonate-user-id",
            "x-appwrite-impersonate-user-email",
            "x-appwrite-impersonate-user-phone",
            "x-fallback-cookies");

    public static Principal of(Fields request) {
        for (String name : CREDENTIAL_HEADERS) {
            if (request.has(name)) {
                return CREDENTIALS;
            }
        }
        if (request.has("cookie") && request.all("cookie").stream().anyMatch(Principal::holdsSession)) {
            return CREDENTIALS;
        }
        return request.has("authorization") ? AUTHORIZATION : ANYONE;
    }

    /** Headers to leave out of a request that is made on nobody's behalf. */
    public static List<String> headers() {
        return Stream.concat(CREDENTIAL_HEADERS.stream(), List.of("cookie", "authorization").stream())
                .toList();
    }

    private static boolean holdsSession(String cookies) {
        return cookies.toLowerCase(Locale.ROOT).contains("a_session_");
    }
}
