package dev.meridian.region.databases.ties;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the methods of queries say of one value. An absent one satisfies nothing but isNull. */
final class Comparisons {

    private Comparisons() {}

    static boolean hold(String method, @Nullable Object value, List<?> with) {
        if (value == null) {
            return method.equals("isNull");
        }
        return switch (method) {
            case "isNull" -> false;
            case "isNotNull" -> true;
            case "equal" -> with.contains(value);
            case "notEqual" -> !with.contains(value);
            case "lessThan" -> order(value, with.get(0)) < 0;
            case "lessThanEqual" -> order(value, with.get(0)) <= 0;
            case "greaterThan" -> order(value, with.get(0)) > 0;
            case "greaterThanEqual" -> order(value, with.get(0)) >= 0;
            case "between" -> order(value, with.get(0)) >= 0 && order(value, with.get(1)) <= 0;
            case "notBetween" -> order(value, with.get(0)) < 0 || order(value, with.get(1)) > 0;
            case "startsWith" -> folded(value).startsWith(folded(with.get(0)));
            case "notStartsWith" -> !folded(value).startsWith(folded(with.get(0)));
            case "endsWith" -> folded(value).endsWith(folded(with.get(0)));
            case "notEndsWith" -> !folded(value).endsWith(folded(with.get(0)));
            case "contains", "containsAny" -> with.stream().anyMatch(part -> has(value, part));
            case "notContains" -> with.stream().noneMatch(part -> has(value, part));
            case "containsAll" -> with.stream().allMatch(part -> has(value, part));
            case "search" -> words(value).stream().anyMatch(words(with.get(0))::contains);
            case "notSearch" -> words(value).stream().noneMatch(words(with.get(0))::contains);
            case "regex" ->
                Pattern.compile((String) with.get(0)).matcher((String) value).find();
            case "intersects" -> value.equals(with.get(0));
            case "notIntersects" -> !value.equals(with.get(0));
            case "distanceLessThan" -> distance(value, with) < limit(with);
            case "distanceGreaterThan" -> distance(value, with) > limit(with);
            case "distanceEqual" -> distance(value, with) == limit(with);
            default -> throw new IllegalArgumentException(method);
        };
    }

    /** Texts by code point, which the drawn ones have one UTF-16 unit each of. */
    @SuppressWarnings("unchecked")
    static int order(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    private static boolean has(Object value, Object part) {
        return value instanceof List<?> elements
                ? elements.contains(part)
                : folded(value).contains(folded(part));
    }

    private static String folded(Object text) {
        return ((String) text).toLowerCase(Locale.ROOT);
    }

    private static List<String> words(Object text) {
        return Arrays.stream(folded(text).split("[^a-z]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Between points, in degrees on a plane. */
    private static double distance(Object value, List<?> with) {
        List<?> point = (List<?>) value;
        List<?> other = (List<?>) ((List<?>) with.get(0)).get(0);
        return Math.hypot(number(point.get(0)) - number(other.get(0)), number(point.get(1)) - number(other.get(1)));
    }

    private static double limit(List<?> with) {
        return number(((List<?>) with.get(0)).get(1));
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}
