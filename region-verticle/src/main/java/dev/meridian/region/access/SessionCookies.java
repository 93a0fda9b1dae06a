package dev.meridian.region.access;

import dev.meridian.core.http.Authority;
import dev.meridian.core.http.RequestHead;
import dev.meridian.region.api.ApiReply;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Hands a session to a browser and takes it back (contract section 2.8). */
public final class SessionCookies {

    private static final DateTimeFormatter EXPIRES = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private SessionCookies() {}

    /** Two cookies of one value, and for a page of another site the same in a header. */
    public static void give(ApiReply reply, RequestHead head, String project, String value, Instant expires) {
        set(reply, head, project, value, expires);
        String fallback = isForeign(head)
                ? new JsonObject().put(SessionCookie.name(project), value).encode()
                : "{}";
        reply.with("X-Fallback-Cookies", fallback);
    }

    public static void takeBack(ApiReply reply, RequestHead head, String project) {
        set(reply, head, project, "", Instant.EPOCH);
        reply.with("X-Fallback-Cookies", "{}");
    }

    private static void set(ApiReply reply, RequestHead head, String project, String value, Instant expires) {
        String name = SessionCookie.name(project);
        String attributes = "; Path=/; Expires=" + EXPIRES.format(expires) + domain(head) + "; HttpOnly"
                + (head.scheme().equals("https") ? "; Secure" : "");
        reply.with(HttpHeaders.SET_COOKIE, name + "=" + value + attributes + "; SameSite=None");
        reply.with(HttpHeaders.SET_COOKIE, name + "_legacy=" + value + attributes);
    }

    private static String domain(RequestHead head) {
        String host = head.host();
        boolean local = host.equals("localhost") || host.startsWith("[") || host.matches("[0-9.]+") || host.isEmpty();
        return local ? "" : "; Domain=." + host;
    }

    /** Whether the page is of another site than we are; a site is here the last two labels of a name. */
    private static boolean isForeign(RequestHead head) {
        Optional<String> page = head.header(HttpHeaders.ORIGIN).or(() -> head.header(HttpHeaders.REFERER));
        return page.map(SessionCookies::hostOf)
                .map(host -> !site(host).equals(site(head.host())))
                .orElse(false);
    }

    private static String hostOf(String url) {
        int scheme = url.indexOf("://");
        String rest = scheme < 0 ? url : url.substring(scheme + 3);
        int path = rest.indexOf('/');
        return Authority.host(path < 0 ? rest : rest.substring(0, path));
    }

    private static String site(String host) {
        int last = host.lastIndexOf('.');
        int before = last < 0 ? -1 : host.lastIndexOf('.', last - 1);
        return host.matches("[0-9.]+") ? host : host.substring(before + 1);
    }
}
