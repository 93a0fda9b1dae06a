package dev.meridian.edge.cache.policy;

import dev.meridian.edge.cache.decide.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a project says of some of its responses: of those that all its conditions hold for.
 *
 * @param host lower case, empty for every host
 * @param prefix a path that covers itself and all below it, empty for every path
 * @param extensions of the path's last segment, lower case, without the dot; none for every path
 * @param statuses none for those of success and of permanent redirects
 * @param lifetime for which a response is fresh, in milliseconds
 * @param force whether the lifetime counts in place of what the response says
 * @param bypass whether nothing is stored or answered from store
 * @param bypassCookies names of cookies with which a request bypasses the cache
 */
public record Rule(
        String host,
        String prefix,
        Set<String> extensions,
        Set<Integer> statuses,
        OptionalLong lifetime,
        boolean force,
        boolean bypass,
        List<NamePattern> bypassCookies,
        Optional<QueryRule> query) {

    private static final Set<Integer> USUAL = Set.of(200, 203, 204, 301, 308);
    private static final Set<String> OF_HTML = Set.of("html", "htm", "xhtml");

    public Rule {
        extensions = Set.copyOf(extensions);
        statuses = Set.copyOf(statuses);
        bypassCookies = List.copyOf(bypassCookies);
    }

    boolean matches(RequestPath request) {
        return (host.isEmpty() || host.equals(request.host()))
                && (prefix.isEmpty() || request.isBelow(prefix))
                && (extensions.isEmpty() || extensions.contains(request.extension()));
    }

    boolean isBypassedBy(Fields request) {
        return !bypassCookies.isEmpty()
                && request.all("cookie").stream()
                        .flatMap(line -> Arrays.stream(line.split(";")))
                        .map(cookie -> cookie.split("=", 2)[0].strip())
                        .anyMatch(name -> bypassCookies.stream().anyMatch(pattern -> pattern.matches(name)));
    }

    /**
     * Whether it says how long a response is fresh. By an extension nothing is said of a page: an origin that heeds only
     * the beginning of a path answers {@code /account/any.css} with an account.
     */
    boolean rules(int status, Fields response) {
        return lifetime.isPresent()
                && (statuses.isEmpty() ? USUAL : statuses).contains(status)
                && (extensions.isEmpty() || extensions.stream().anyMatch(OF_HTML::contains) || !isPage(response));
    }

    private static boolean isPage(Fields response) {
        String type = response.joined("content-type").strip().toLowerCase(Locale.ROOT);
        return type.isEmpty() || type.startsWith("text/html") || type.startsWith("application/xhtml");
    }
}
