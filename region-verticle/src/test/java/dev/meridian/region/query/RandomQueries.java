package dev.meridian.region.query;

import dev.meridian.region.query.geometry.Geometry;
import dev.meridian.region.query.geometry.RandomGeometries;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Draws rows of one small table and queries over it, so that the same few values meet often. */
final class RandomQueries {

    static final TableShape TABLE = TableShape.of(
                    new Identifier("query_test"),
                    new Identifier("t_1"),
                    List.of(
                            Field.required("$id", "_id", ValueType.STRING),
                            Field.required("$sequence", "_sequence", ValueType.INTEGER),
                            Field.required("$createdAt", "_created", ValueType.DATETIME),
                            Field.optional("text", "c_1", ValueType.STRING),
                            Field.optional("number", "c_2", ValueType.INTEGER),
                            Field.optional("real", "c_3", ValueType.FLOAT),
                            Field.optional("truth", "c_4", ValueType.BOOLEAN),
                            Field.required("word", "c_5", ValueType.STRING),
                            new Field("tags", new Identifier("c_6"), ValueType.STRING, true, true, true),
                            Field.optional("place", "c_7", ValueType.POINT),
                            Field.optional("way", "c_8", ValueType.LINESTRING),
                            Field.optional("area", "c_9", ValueType.POLYGON)))
            .searchable(Set.of("text"));

    private static final List<String> SCALARS =
            List.of("$id", "$sequence", "$createdAt", "text", "number", "real", "truth", "word");
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "A",
            "ab",
            "b",
            "B%",
            "a_b",
            "%",
            "a b",
            "B ab a",
            "\\",
            "é",
            "É",
            "\uD83D\uDE00",
            "\uFFFD",
            "'; --",
            "z\"");

    /** Of what Java and PostgreSQL agree on. */
    private static final List<String> PATTERNS =
            List.of("a", "^a", "b$", "^(a|ab)$", "[aA]b?", "^$", "a_b", "\\\\", ".{2}");

    private static final List<String> GEOMETRIES = List.of("place", "way", "area");
    private static final List<String> RELATIONS = List.of("intersects", "crosses", "overlaps", "touches", "contains");

    private final Random random;
    private final RandomGeometries geometries;

    RandomQueries(Random random) {
        this.random = random;
        this.geometries = new RandomGeometries(random, 4);
    }

    Map<String, Object> row(int sequence) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("$id", "r" + sequence);
        row.put("$sequence", (long) sequence);
        row.put("$createdAt", moment());
        row.put("word", text());
        optional(row, "text", text());
        optional(row, "number", number());
        optional(row, "real", real());
        optional(row, "truth", random.nextBoolean());
        optional(row, "tags", tags());
        optional(row, "place", geometries.point());
        optional(row, "way", geometries.stretch());
        optional(row, "area", geometries.polygon());
        return row;
    }

    List<String> query(int rows) {
        List<String> queries = new ArrayList<>();
        for (int filters = random.nextInt(3); filters > 0; filters--) {
            queries.add(filterJson(2));
        }
        for (int orders = random.nextInt(4); orders > 0; orders--) {
            String method = random.nextBoolean() ? "orderAsc" : "orderDesc";
            queries.add("{\"method\":\"%s\",\"attribute\":\"%s\"}".formatted(method, pick(SCALARS)));
        }
        if (random.nextInt(3) == 0) {
            String method = random.nextBoolean() ? "cursorAfter" : "cursorBefore";
            queries.add("{\"method\":\"%s\",\"values\":[\"r%d\"]}".formatted(method, 1 + random.nextInt(rows)));
        }
        if (random.nextBoolean()) {
            queries.add("{\"method\":\"limit\",\"values\":[%d]}".formatted(1 + random.nextInt(rows)));
        }
        if (random.nextInt(4) == 0) {
            queries.add("{\"method\":\"offset\",\"values\":[%d]}".formatted(random.nextInt(6)));
        }
        return queries;
    }

    String filterJson(int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            String method = random.nextBoolean() ? "and" : "or";
            return "{\"method\":\"%s\",\"values\":[%s,%s]}"
                    .formatted(method, filterJson(depth - 1), filterJson(depth - 1));
        }
        return switch (random.nextInt(11)) {
            case 6 -> filter(pick(List.of("search", "notSearch")), "text", List.of(phrase()));
            case 8 -> relation();
            case 9 -> distance();
            case 7 -> filter("regex", pick(List.of("text", "word")), List.of(pick(PATTERNS)));
            case 0 -> filter(pick(List.of("isNull", "isNotNull")), pick(SCALARS), List.of());
            case 1 ->
                filter(
                        pick(List.of("startsWith", "endsWith", "notStartsWith", "notEndsWith")),
                        pick(List.of("text", "word")),
                        List.of(text()));
            case 2 ->
                filter(
                        pick(List.of("contains", "notContains")),
                        pick(List.of("text", "word")),
                        List.of(text(), text()));
            case 3 ->
                filter(
                        pick(List.of("contains", "containsAny", "containsAll", "notContains")),
                        "tags",
                        List.of(text(), text()));
            default -> comparison();
        };
    }

    private String relation() {
        String attribute = pick(GEOMETRIES);
        if (random.nextInt(6) == 0) {
            return filter(pick(List.of("isNull", "isNotNull")), attribute, List.of());
        }
        String method = pick(RELATIONS);
        String negated = "not" + Character.toUpperCase(method.charAt(0)) + method.substring(1);
        return filter(
                pick(List.of(method, method, method, negated, "equal", "notEqual")),
                attribute,
                List.of(geometry().json()));
    }

    private Geometry geometry() {
        return switch (random.nextInt(3)) {
            case 0 -> geometries.point();
            case 1 -> geometries.stretch();
            default -> geometries.polygon();
        };
    }

    private String distance() {
        String method = pick(List.of("distanceEqual", "distanceNotEqual", "distanceGreaterThan", "distanceLessThan"));
        if (random.nextBoolean()) {
            List<?> parts = List.of(geometries.point().json(), pick(List.of(0, 100_000, 200_000, 300_000.5)), true);
            return filter(method, "place", List.of(parts));
        }
        List<?> parts = List.of(geometry().json(), pick(List.of(0, 1, 1.5, 2)), false);
        return filter(method, pick(GEOMETRIES), List.of(parts));
    }

    private String comparison() {
        String attribute = pick(SCALARS);
        return switch (random.nextInt(3)) {
            case 0 ->
                filter(
                        "equal",
                        attribute,
                        List.of(value(attribute), value(attribute)).subList(0, 1 + random.nextInt(2)));
            case 1 ->
                filter(pick(List.of("between", "notBetween")), attribute, List.of(value(attribute), value(attribute)));
            default ->
                filter(
                        pick(List.of("notEqual", "lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual")),
                        attribute,
                        List.of(value(attribute)));
        };
    }

    private Object value(String attribute) {
        return switch (attribute) {
            case "$id" -> "r" + random.nextInt(40);
            case "$sequence" -> (long) random.nextInt(40);
            case "$createdAt" -> moment();
            case "number" -> number();
            case "real" -> real();
            case "truth" -> random.nextBoolean();
            default -> text();
        };
    }

    private static String filter(String method, String attribute, List<?> values) {
        List<String> written = values.stream().map(RandomQueries::json).toList();
        return "{\"method\":\"%s\",\"attribute\":\"%s\",\"values\":[%s]}"
                .formatted(method, attribute, String.join(",", written));
    }

    private static String json(Object value) {
        return switch (value) {
            case OffsetDateTime moment -> '"' + Datetimes.format(moment) + '"';
            case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            default -> value.toString();
        };
    }

    private void optional(Map<String, Object> row, String attribute, Object value) {
        if (random.nextInt(4) > 0) {
            row.put(attribute, value);
        }
    }

    private String phrase() {
        String words = pick(List.of("a", "A b", "ab", "b ab", "zz", "%", "", "\u00C9"));
        return random.nextInt(3) == 0 ? '"' + words + '"' : words;
    }

    private List<String> tags() {
        List<String> tags = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.add(text());
        }
        return tags;
    }

    private String text() {
        return pick(TEXTS);
    }

    private Long number() {
        return pick(List.of(0L, 1L, -1L, 2L, Long.MAX_VALUE, Long.MIN_VALUE, 9_007_199_254_740_993L));
    }

    private Double real() {
        return pick(List.of(0.0, 1.0, -1.5, 1e300, 0.1));
    }

    private OffsetDateTime moment() {
        return OffsetDateTime.of(2026, 1, 1 + random.nextInt(5), 12, 0, 0, 5_000_000, ZoneOffset.UTC);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
