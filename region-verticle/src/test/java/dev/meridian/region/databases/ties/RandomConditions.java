package dev.meridian.region.databases.ties;

import dev.meridian.region.databases.ties.ModelTable.ModelRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws conditions on the rows of a table and on those that they are tied to. */
final class RandomConditions {

    /** Of paths; one is too long. */
    private static final List<Integer> LENGTHS = List.of(0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4);

    private final Random random;
    private final RandomValues values;

    RandomConditions(Random random) {
        this.random = random;
        this.values = new RandomValues(random);
    }

    List<Condition> several(ModelTable table, int least, int most) {
        return several(table, least, most, 2);
    }

    /** Two values that rows have which one row is tied to: in conditions side by side, or as those of one. */
    List<Condition> joint(ModelTable table) {
        List<List<ModelRow>> ties = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        table.ends()
                .values()
                .forEach(end -> end.table().rows().stream()
                        .map(end::tied)
                        .filter(tied -> tied.size() > 1)
                        .forEach(tied -> {
                            ties.add(tied);
                            keys.add(end.key());
                        }));
        if (ties.isEmpty()) {
            return several(table, 1, 2);
        }
        int drawn = random.nextInt(ties.size());
        List<String> path = List.of(keys.get(drawn));
        Object number = values.pick(ties.get(drawn)).values().getOrDefault("number", 0);
        ModelRow other = values.pick(ties.get(drawn));
        return random.nextBoolean()
                ? List.of(new Condition.On(
                        path,
                        "number",
                        "containsAll",
                        List.of(number, other.values().getOrDefault("number", 1))))
                : List.of(
                        new Condition.On(path, "number", "equal", List.of(number)),
                        new Condition.On(path, "$id", "equal", List.of(other.id())));
    }

    /** Those side by side go through the same relationship often. */
    private List<Condition> several(ModelTable table, int least, int most, int depth) {
        List<ModelEnd> ends = List.copyOf(table.ends().values());
        List<ModelEnd> favoured = ends.isEmpty() ? ends : List.of(values.pick(ends));
        List<Condition> conditions = new ArrayList<>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            conditions.add(one(table, random.nextBoolean() ? favoured : ends, depth));
        }
        return conditions;
    }

    private Condition one(ModelTable table, List<ModelEnd> first, int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            List<Condition> parts = several(table, 2, 3, depth - 1);
            return random.nextBoolean() ? new Condition.All(parts) : new Condition.Any(parts);
        }
        return on(table, first);
    }

    private Condition on(ModelTable from, List<ModelEnd> first) {
        List<String> path = new ArrayList<>();
        ModelTable table = from;
        int steps = values.pick(LENGTHS);
        List<ModelEnd> ends = first;
        while (path.size() < steps && !ends.isEmpty()) {
            ModelEnd end = values.pick(ends);
            path.add(end.key());
            table = end.other();
            ends = List.copyOf(table.ends().values());
        }
        List<ModelEnd> countable = table.ends().values().stream()
                .filter(end -> !end.isVirtual() || random.nextInt(20) == 0)
                .toList();
        return random.nextInt(4) == 0 && !countable.isEmpty() ? ties(path, values.pick(countable)) : attribute(path);
    }

    private Condition ties(List<String> path, ModelEnd end) {
        return switch (random.nextInt(3)) {
            case 0 -> new Condition.On(path, end.key(), "isNull", List.of());
            case 1 -> new Condition.On(path, end.key(), "isNotNull", List.of());
            default -> new Condition.On(path, end.key(), "equal", values.several("$id", 1, 3));
        };
    }

    private Condition attribute(List<String> path) {
        String scalar = values.pick(ModelTable.SCALARS);
        return switch (random.nextInt(12)) {
            case 0 -> on(path, "tags", List.of("contains", "containsAny", "containsAll", "notContains"), 1, 2);
            case 1 -> on(path, values.pick(ModelTable.ATTRIBUTES), List.of("isNull", "isNotNull"), 0, 0);
            case 2 -> on(path, "text", List.of("startsWith", "endsWith", "notStartsWith", "notEndsWith"), 1, 1);
            case 3 -> on(path, "text", List.of("contains", "notContains"), 1, 2);
            case 4 -> on(path, "text", List.of("search", "notSearch"), 1, 1);
            case 5 -> new Condition.On(path, "text", "regex", List.of(values.value("pattern")));
            case 6 -> place(path);
            case 7 ->
                path.isEmpty()
                        ? on(path, scalar, List.of("equal"), 1, 3)
                        : each(path, values.pick(List.of("number", "number", scalar)));
            case 8 -> on(path, scalar, List.of("between", "notBetween"), 2, 2);
            case 9, 10 -> on(path, scalar, List.of("equal"), 1, 3);
            default ->
                on(
                        path,
                        scalar,
                        List.of("notEqual", "lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual"),
                        1,
                        1);
        };
    }

    private Condition on(List<String> path, String attribute, List<String> methods, int least, int most) {
        return new Condition.On(path, attribute, values.pick(methods), values.several(element(attribute), least, most));
    }

    /** Each value is that of a tied row, not of the same one. */
    private Condition each(List<String> path, String attribute) {
        return new Condition.On(path, attribute, "containsAll", values.several(attribute, 1, 3));
    }

    private Condition place(List<String> path) {
        if (random.nextBoolean()) {
            String method = values.pick(List.of("intersects", "notIntersects"));
            return new Condition.On(path, "place", method, List.of(values.point()));
        }
        String method = values.pick(List.of("distanceLessThan", "distanceGreaterThan", "distanceEqual"));
        return new Condition.On(
                path, "place", method, List.of(List.of(values.point(), values.pick(List.of(0, 0.5, 1, 1.2)), false)));
    }

    private static String element(String attribute) {
        return attribute.equals("tags") ? "element" : attribute;
    }
}
