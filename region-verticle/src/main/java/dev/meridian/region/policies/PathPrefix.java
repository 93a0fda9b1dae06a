package dev.meridian.region.policies;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The beginning of paths, whole segments: {@code /news} is for {@code /news/today} and not for {@code /newsroom}. */
final class PathPrefix {

    private static final int LONGEST = 512;

    static final String RULE = "must be a path of no more than " + LONGEST + " characters that begins with a slash;"
            + " percent-encoded where it must be, without a query, a fragment, a backslash, dot segments or two slashes"
            + " at its end";

    private static final Pattern PATH = Pattern.compile("/([!-~&&[^?#%\\\\]]|%[0-9A-Fa-f]{2})*+(?<!//)");
    private static final Pattern ENCODED = Pattern.compile("%(..)");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
    private static final Pattern DOT_SEGMENT = Pattern.compile("(/|%2F|%5C)\\.{1,2}(/|%2F|%5C|$)");

    private PathPrefix() {}

    /**
     * As edges compare it: without a slash at its end, so empty for every path, and normal by RFC 3986 sections 6.2.2.1
     * and 6.2.2.2.
     */
    static Optional<String> of(String text) {
        return Optional.of(text)
                .filter(path -> path.length() <= LONGEST && PATH.matcher(path).matches())
                .map(path -> ENCODED.matcher(path).replaceAll(PathPrefix::normal))
                .filter(path -> !DOT_SEGMENT.matcher(path).find())
                .map(path -> path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private static String normal(MatchResult encoded) {
        String meant = String.valueOf((char) HexFormat.fromHexDigits(encoded.group(1)));
        return UNRESERVED.matcher(meant).matches()
                ? Matcher.quoteReplacement(meant)
                : encoded.group().toUpperCase(Locale.ROOT);
    }
}
