package dev.meridian.region.access;

import java.util.Collection;
import java.util.Optional;

/** The cookies that carry a session (contract section 2.8). */
final class SessionCookie {

    private SessionCookie() {}

    static String name(String project) {
        return "a_session_" + project;
    }

    /** Reads leniently: a whole Set-Cookie line that a client sends back counts as well. */
    static Optional<String> find(Collection<String> headers, String name) {
        for (String header : headers) {
            for (String pair : header.split(";", 200)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    String value = pair.substring(equals + 1).strip();
                    if (!value.isEmpty()) {
                        return Optional.of(
                                value.replace("%3D", "=").replace("%2B", "+").replace("%2F", "/"));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
