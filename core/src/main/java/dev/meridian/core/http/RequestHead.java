package dev.meridian.core.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/**
 * A request before its body.
 *
 * @param scheme what the client spoke, {@code http} or {@code https}
 * @param authority the client's Host, with its port if it sent one
 * @param uri origin form: path and query, as the client sent them
 * @param headers end-to-end headers (RFC 9110 section 7.6.1); not to be changed
 * @param contentLength in bytes, 0 for no body, -1 when unknown
 */
public record RequestHead(
        HttpMethod method, String scheme, String authority, String uri, MultiMap headers, long contentLength) {

    static final CharSequence UPGRADE = FieldValues.encoded("upgrade");

    /** The part of the URI before the query, still percent-encoded. */
    public String path() {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** The part of the URI after the first question mark, still percent-encoded; empty for none. */
    public String query() {
        int query = uri.indexOf('?');
        return query < 0 ? "" : uri.substring(query + 1);
    }

    /** Host of the authority, lower case, without its port. */
    public String host() {
        return Authority.host(authority);
    }

    public Optional<String> header(CharSequence name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Whether a failed attempt may be repeated elsewhere without the client's leave (RFC 9110 section 9.2.2). */
    public boolean isIdempotent() {
        return isSafe() || method.equals(HttpMethod.PUT) || method.equals(HttpMethod.DELETE);
    }

    /** RFC 9110 section 9.2.1. */
    public boolean isSafe() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }

    /**
     * Whether the client would like to speak WebSocket from here on (RFC 6455 section 4.1): the one header of a single
     * connection that goes on, so that the node that answers knows. It may be answered as if it were not there.
     */
    public boolean isUpgrade() {
        return headers.contains(UPGRADE);
    }

    public RequestHead withUri(String other) {
        return new RequestHead(method, scheme, authority, other, headers, contentLength);
    }

    public RequestHead withHeaders(MultiMap others) {
        return new RequestHead(method, scheme, authority, uri, others, contentLength);
    }
}
