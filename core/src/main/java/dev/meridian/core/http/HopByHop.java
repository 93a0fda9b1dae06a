package dev.meridian.core.http;

import io.vertx.core.MultiMap;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Headers that concern one connection only and are not passed on (RFC 9110 section 7.6.1). */
public final class HopByHop {

    static final Set<String> NAMES = names(
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

    private static final List<CharSequence> REMOVED =
            NAMES.stream().map(FieldValues::encoded).toList();

    private static final CharSequence CONNECTION = FieldValues.encoded("connection");

    /** Never dropped on a Connection header's word: a client could make us forget who it is or what it sends. */
    private static final Set<String> KEPT = Set.of("host", "content-length", "authorization", "cookie");

    private HopByHop() {}

    /** A set of names in any case. */
    static Set<String> names(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return Collections.unmodifiableSet(set);
    }

    /** Takes them out, those that Connection names included. */
    public static void remove(MultiMap headers) {
        if (headers.contains(CONNECTION)) {
            removeNamed(headers.getAll("connection"), headers);
        }
        for (CharSequence name : REMOVED) {
            headers.remove(name);
        }
    }

    /** Takes out what a message's Connection header names. */
    static void removeNamed(List<String> connection, MultiMap headers) {
        for (String value : connection) {
            for (String named : value.split(",", -1)) {
                String name = named.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !KEPT.contains(name) && !name.startsWith("x-appwrite-")) {
                    headers.remove(name);
                }
            }
        }
    }
}
