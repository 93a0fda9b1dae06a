package dev.meridian.region.databases.ties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Draws values of the attributes of {@link ModelTable}, from so few that the same ones meet often. */
final class RandomValues {

    private static final List<String> TEXTS = List.of("", "a", "A", "ab", "b", "a b", "B%", "a_b", "B ab a");

    /** Of what Java and PostgreSQL agree on. */
    private static final List<String> PATTERNS = List.of("a", "^a", "b$", "[aA]b?", "^$", "a_b");

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        ModelTable.ATTRIBUTES.stream()
                .filter(attribute -> random.nextInt(4) > 0)
                .forEach(attribute -> row.put(attribute, value(attribute)));
        return row;
    }

    Object value(String attribute) {
        return switch (attribute) {
            case "$id" -> id();
            case "number" -> random.nextInt(5) - 1;
            case "tags" -> several("element", 0, 3);
            case "place" -> point();
            case "pattern" -> pick(PATTERNS);
            default -> pick(TEXTS);
        };
    }

    String id() {
        return "r" + (1 + random.nextInt(8));
    }

    List<Object> several(String attribute, int least, int most) {
        List<Object> values = new ArrayList<>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            values.add(value(attribute));
        }
        return values;
    }

    List<Double> point() {
        return List.of((double) random.nextInt(2), (double) random.nextInt(2));
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
