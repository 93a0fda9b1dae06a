package dev.meridian.edge.cache.decide;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which request headers chose a response (RFC 9111 section 4.1).
 *
 * @param names lower case, sorted
 */
public record VaryRule(List<String> names) {

    public static final VaryRule NONE = new VaryRule(List.of());

    private static final Set<String> ENCODINGS = Set.of("br", "gzip", "zstd", "deflate");

    public VaryRule {
        names = List.copyOf(names);
    }

    /** @param implied names that count though the response does not say so */
    public static VaryRule of(Fields response, Collection<String> implied) {
        TreeSet<String> names = new TreeSet<>(implied);
        Arrays.stream(response.joined("vary").split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return new VaryRule(List.copyOf(names));
    }

    /** Whether no other request can ever be known to match. */
    public boolean matchesNothing() {
        return names.contains("*");
    }

    /** What a request has under the names, equal for requests that may share a response. */
    public String variant(Fields request) {
        return names.isEmpty()
                ? ""
                : names.stream()
                        .map(name -> name + "=" + normalised(name, request))
                        .collect(Collectors.joining("\n"));
    }

    private static String normalised(String name, Fields request) {
        if (!request.has(name)) {
            return "\0";
        }
        String value = request.joined(name);
        return switch (name) {
            case "accept-encoding" -> encodings(value);
            case "accept-language" -> languages(value);
            default -> trimmed(value);
        };
    }

    /** Languages with their weights: neither their case nor their order says anything (RFC 9110 section 12.5.4). */
    private static String languages(String value) {
        return Arrays.stream(value.toLowerCase(Locale.ROOT).split(","))
                .map(language -> language.replaceAll("\\s+", ""))
                .filter(language -> !language.isEmpty())
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static String trimmed(String value) {
        return Arrays.stream(value.split(",", -1)).map(String::strip).collect(Collectors.joining(","));
    }

    /** Those codings that are acceptable and that anybody would use; what else is named makes no difference. */
    private static String encodings(String value) {
        return Arrays.stream(value.toLowerCase(Locale.ROOT).split(","))
                .map(coding -> coding.split(";", 3))
                .filter(parts -> parts.length < 2 || !parts[1].strip().matches("q=0(\\.0*)?"))
                .map(parts -> parts[0].strip())
                .filter(ENCODINGS::contains)
                .sorted()
                .distinct()
                .collect(Collectors.joining(","));
    }
}
