package dev.meridian.region.api;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parameters in form encoding. A name that ends in {@code []} or {@code [index]} makes a list, in the order sent
 * (contract section 2.1). Immutable.
 *
 * @param values a {@link String}, or a list of them
 */
public record Query(Map<String, Object> values) {

    private static final int MOST_PARAMETERS = 1_000;
    public static final Query EMPTY = new Query(Map.of());

    /** @param text what follows the question mark, or a form's body */
    public static Query parse(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        String[] pairs = text.split("&", MOST_PARAMETERS + 1);
        if (pairs.length > MOST_PARAMETERS) {
            throw Problem.of(ProblemType.BAD_REQUEST, "More than " + MOST_PARAMETERS + " parameters");
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                put(values, name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        values.replaceAll((name, value) -> value instanceof Texts texts ? List.copyOf(texts.list()) : value);
        return new Query(values);
    }

    /** The value of a name that is no list. */
    public Optional<String> text(String name) {
        return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A list in the making. */
    private record Texts(List<String> list) {}

    private static void put(Map<String, Object> values, String name, String value) {
        int bracket = name.indexOf('[');
        if (bracket <= 0 || !name.endsWith("]")) {
            values.put(name, value);
            return;
        }
        String key = name.substring(0, bracket);
        if (values.computeIfAbsent(key, absent -> new Texts(new ArrayList<>())) instanceof Texts texts) {
            texts.list().add(value);
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.BAD_REQUEST, "The query is not well-formed percent-encoding");
        }
    }
}
