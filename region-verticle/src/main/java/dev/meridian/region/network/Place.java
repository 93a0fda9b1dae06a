package dev.meridian.region.network;

import dev.meridian.core.purge.PurgePlane;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where something cached is found, as edges match it: a host without its port and a path, or a path alone. */
public final class Place {

    static final String HOST_RULE = "Value must be a host name without a scheme, a port or a path";
    static final String URL_RULE = "Value must be an absolute http or https URL, or a path that begins with a slash;"
            + " without a fragment, and percent-encoded where it must be";
    static final String PREFIX_RULE =
            URL_RULE + ". It must have no query and at most " + PurgePlane.DEEPEST_PREFIX + " segments";

    private static final Pattern HOST = Pattern.compile("[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}]");
    private static final Pattern ABSOLUTE =
            Pattern.compile("(?i)https?://([^/?#@]+?)(:[0-9]{0,5})?([/?][!-~&&[^#]]*)?");
    private static final Pattern PATH = Pattern.compile("/(?!/)[!-~&&[^#]]*");

    private Place() {}

    /** A host name in lower case, or nothing if it is none. */
    public static Optional<String> host(String text) {
        return Optional.of(text.toLowerCase(Locale.ROOT))
                .filter(host -> HOST.matcher(host).matches());
    }

    static Optional<String> url(String text) {
        if (PATH.matcher(text).matches()) {
            return Optional.of(text);
        }
        Matcher absolute = ABSOLUTE.matcher(text);
        if (!absolute.matches()) {
            return Optional.empty();
        }
        String path = Optional.ofNullable(absolute.group(3)).orElse("/");
        return host(absolute.group(1)).map(host -> host + (path.startsWith("?") ? "/" + path : path));
    }

    static Optional<String> prefix(String text) {
        return url(text).filter(place -> place.indexOf('?') < 0 && segments(place) <= PurgePlane.DEEPEST_PREFIX);
    }

    private static long segments(String place) {
        return place.chars().filter(c -> c == '/').count();
    }
}
