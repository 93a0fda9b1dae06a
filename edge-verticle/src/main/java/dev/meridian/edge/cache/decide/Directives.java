package dev.meridian.edge.cache.decide;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cache directives by lower-case name (RFC 9111 section 5.2).
 *
 * <p>A qualified {@code private="…"} or {@code no-cache="…"} counts as the unqualified one, which is stricter.
 */
public record Directives(Map<String, String> values) {

    public static final Directives NONE = new Directives(Map.of());

    private static final long MOST_SECONDS = Integer.MAX_VALUE;
    /** Its repeats give nothing back: what a client sends costs time in proportion to its length, and no stack. */
    private static final Pattern MEMBER =
            Pattern.compile("\\s*([^\\s=,\";]+)\\s*(?:=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^,]*)))?\\s*(?:,|$)");

    private static final String ITEM =
            "(?:-?[0-9]{1,15}|-?[0-9]{1,12}\\.[0-9]{1,3}|\\?[01]|\"(?:[ !#-\\[\\]-~]|\\\\[\\\\\"])*+\"|[A-Za-z*][!-+\\--:<-~]*)";
    private static final String KEY = "[a-z*][a-z0-9_.*-]*";
    private static final String PARAMETERS = "((?:; *" + KEY + "(?:=" + ITEM + ")?)*+)";
    /** A dictionary of structured fields (RFC 8941 section 3.2), without inner lists. */
    private static final Pattern STRUCTURED = Pattern.compile("(" + KEY + ")(?:=(" + ITEM + "))?" + PARAMETERS);

    public Directives {
        values = Map.copyOf(values);
    }

    /** {@code Cache-Control}, read with leniency: of a directive given twice, the first counts. */
    public static Directives cacheControl(Fields fields) {
        return fields.has("cache-control") ? lenient(fields.joined("cache-control")) : NONE;
    }

    /** {@code CDN-Cache-Control}, which comes before all else when it is well formed and not empty (RFC 9213). */
    public static Optional<Directives> cdnCacheControl(Fields fields) {
        return Optional.of(fields.joined("cdn-cache-control").strip())
                .filter(text -> !text.isEmpty())
                .flatMap(Directives::structured);
    }

    /** {@code Surrogate-Control}, of an older convention; a directive's target after a semicolon is another cache. */
    public static Optional<Directives> surrogateControl(Fields fields) {
        return Optional.of(fields.joined("surrogate-control").strip())
                .filter(text -> !text.isEmpty() && text.indexOf(';') < 0)
                .map(Directives::lenient);
    }

    private static Directives lenient(String text) {
        Map<String, String> values = new HashMap<>();
        Matcher matcher = MEMBER.matcher(text);
        int from = 0;
        while (from < text.length()) {
            if (matcher.region(from, text.length()).lookingAt()) {
                String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
                values.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value == null ? "" : value.strip());
                from = matcher.end();
            } else {
                int comma = text.indexOf(',', from);
                from = comma < 0 ? text.length() : comma + 1;
            }
        }
        return new Directives(values);
    }

    private static Optional<Directives> structured(String text) {
        Map<String, String> values = new HashMap<>();
        Matcher matcher = STRUCTURED.matcher(text);
        int from = 0;
        while (true) {
            if (!matcher.region(from, text.length()).lookingAt()) {
                return Optional.empty();
            }
            String value = matcher.group(2);
            values.put(matcher.group(1), value == null ? "" : value);
            if (matcher.end() == text.length()) {
                return Optional.of(new Directives(values));
            }
            String rest = text.substring(matcher.end()).stripLeading();
            if (!rest.startsWith(",")) {
                return Optional.empty();
            }
            from = text.length() - rest.substring(1).stripLeading().length();
        }
    }

    public boolean has(String name) {
        return values.containsKey(name) && !"?0".equals(values.get(name));
    }

    /** A directive's seconds; 0 when they are not a whole number, which makes a response stale. */
    public OptionalLong seconds(String name) {
        String value = values.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!value.matches("[0-9]+")) {
            return OptionalLong.of(0);
        }
        return OptionalLong.of(value.length() > 10 ? MOST_SECONDS : Math.min(Long.parseLong(value), MOST_SECONDS));
    }
}
