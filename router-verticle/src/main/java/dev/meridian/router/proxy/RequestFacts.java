package dev.meridian.router.proxy;

import dev.meridian.core.hosts.NamedProject;
import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.RequestHead;
import dev.meridian.router.geo.Locator;
import dev.meridian.router.route.RouteQuery;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a request says that routing needs, and the request without what was meant for the router alone. */
final class RequestFacts {

    private static final String WISH = "meridian-region";

    private RequestFacts() {}

    static RouteQuery query(Exchange exchange, Locator locator) {
        RequestHead head = exchange.request();
        return new RouteQuery(
                head.host(),
                head.method().name(),
                head.path(),
                NamedProject.of(head),
                wish(head),
                locator.locate(exchange.provenance().clientAddress()));
    }

    /** The head as the next node shall see it: without the wish, which would split caches and is done with. */
    static RequestHead forwarded(RequestHead head) {
        RequestHead plain = head.query().contains(WISH) ? head.withUri(withoutWish(head)) : head;
        return plain.headers().contains(WISH)
                ? plain.withHeaders(MultiMap.caseInsensitiveMultiMap()
                        .addAll(plain.headers())
                        .remove(WISH))
                : plain;
    }

    private static String wish(RequestHead head) {
        return head.header(WISH)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .orElseGet(() -> wishInQuery(head.query()));
    }

    private static String wishInQuery(String query) {
        return query.contains(WISH)
                ? Arrays.stream(query.split("&", -1))
                        .filter(RequestFacts::isWish)
                        .map(pair -> pair.substring(WISH.length() + 1))
                        .findFirst()
                        .orElse("")
                : "";
    }

    private static String withoutWish(RequestHead head) {
        String query = Arrays.stream(head.query().split("&", -1))
                .filter(pair -> !isWish(pair))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? head.path() : head.path() + '?' + query;
    }

    private static boolean isWish(String pair) {
        return pair.startsWith(WISH + "=");
    }
}
