package dev.meridian.core.http;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Set;

/** Headers that concern one connection only and are not passed on (RFC 9110 section 7.6.1). */
public final class HopByHop {

    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** Never dropped on a Connection header's word: a client could make us forget who it is or what it sends. */
    private static final Set<String> KEPT = Set.of("host", "content-length", "authorization", "cookie");

    private HopByHop() {}

    /** Takes them out, those that Connection names included. */
    public static void remove(MultiMap headers) {
        for (String value : headers.getAll("connection")) {
            for (String named : value.split(",", -1)) {
                String name = named.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !KEPT.contains(name) && !name.startsWith("x-appwrite-")) {
                    headers.remove(name);
                }
            }
        }
        NAMES.forEach(headers::remove);
    }
}
