package dev.meridian.region.databases.ties;

import dev.meridian.region.databases.ties.ModelTable.ModelRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A filter as a caller writes it, and what it means. */
sealed interface Condition {

    /** Steps from the listed table to the furthest that a query may name. */
    int MOST_STEPS = 3;

    JsonObject json();

    /** Whether the contract lets a list of the table's rows have it. */
    boolean isAllowed(ModelTable table);

    /**
     * @param path keys of relationships that lead to the table whose attribute it is
     * @param attribute or the key of a relationship
     */
    record On(List<String> path, String attribute, String method, List<?> values) implements Condition {

        @Override
        public JsonObject json() {
            List<String> steps = new ArrayList<>(path);
            steps.add(attribute);
            return new JsonObject()
                    .put("method", method)
                    .put("attribute", String.join(".", steps))
                    .put("values", new JsonArray(values));
        }

        @Override
        public boolean isAllowed(ModelTable table) {
            ModelEnd leaf = last(table).ends().get(attribute);
            int steps = path.size() + (leaf == null ? 0 : 1);
            return steps <= MOST_STEPS && (leaf == null || (!leaf.isVirtual() && isOfTies()));
        }

        private boolean isOfTies() {
            return List.of("equal", "isNull", "isNotNull").contains(method);
        }

        private ModelTable last(ModelTable from) {
            ModelTable table = from;
            for (String key : path) {
                table = table.end(key).other();
            }
            return table;
        }

        /** Whether each of its values may be that of another tied row. */
        private boolean isOfSeveralRows() {
            return method.equals("containsAll") && !path.isEmpty() && !attribute.equals("tags");
        }

        private On beyondFirst() {
            return new On(path.subList(1, path.size()), attribute, method, values);
        }
    }

    record All(List<Condition> parts) implements Condition {

        @Override
        public JsonObject json() {
            return joined("and", parts);
        }

        @Override
        public boolean isAllowed(ModelTable table) {
            return parts.stream().allMatch(part -> part.isAllowed(table));
        }
    }

    record Any(List<Condition> parts) implements Condition {

        @Override
        public JsonObject json() {
            return joined("or", parts);
        }

        @Override
        public boolean isAllowed(ModelTable table) {
            return parts.stream().allMatch(part -> part.isAllowed(table));
        }
    }

    /**
     * Whether conditions that stand side by side hold of a row for a caller: those through one relationship hold of one and
     * the same tied row, and one that the caller may not know of is not there.
     */
    static boolean hold(List<? extends Condition> conditions, ModelTable table, ModelRow row, Who who) {
        Map<String, List<On>> through = new LinkedHashMap<>();
        for (Condition condition : conditions) {
            boolean holds = switch (condition) {
                case All(List<Condition> parts) -> hold(parts, table, row, who);
                case Any(List<Condition> parts) ->
                    parts.stream().anyMatch(part -> hold(List.of(part), table, row, who));
                case On on
                when on.isOfSeveralRows() ->
                    on.values().stream()
                            .map(value -> new On(on.path(), on.attribute(), "equal", List.of(value)))
                            .allMatch(each -> hold(List.of(each), table, row, who));
                case On on when on.path().isEmpty() -> holdsOf(on, table, row, who);
                case On on ->
                    through.computeIfAbsent(on.path().getFirst(), key -> new ArrayList<>())
                            .add(on.beyondFirst());
            };
            if (!holds) {
                return false;
            }
        }
        return through.entrySet().stream().allMatch(each -> {
            ModelEnd end = table.end(each.getKey());
            return end.tied(row, who).stream().anyMatch(far -> hold(each.getValue(), end.other(), far, who));
        });
    }

    /** The same, as if each were of any tied row, and of several values only the first counted. */
    static List<Condition> loosened(List<Condition> conditions) {
        return conditions.stream()
                .map(condition -> switch (condition) {
                    case All(List<Condition> parts) -> new All(loosened(parts));
                    case Any(List<Condition> parts) -> new Any(loosened(parts));
                    case On on
                    when on.isOfSeveralRows() ->
                        new On(on.path(), on.attribute(), "equal", on.values().subList(0, 1));
                    case On on -> on;
                })
                .<Condition>map(alone -> new All(List.of(alone)))
                .toList();
    }

    private static boolean holdsOf(On on, ModelTable table, ModelRow row, Who who) {
        ModelEnd end = table.ends().get(on.attribute());
        if (end == null) {
            return Comparisons.hold(on.method(), row.values().get(on.attribute()), on.values());
        }
        List<ModelRow> tied = end.tied(row, who);
        return switch (on.method()) {
            case "isNull" -> tied.isEmpty();
            case "isNotNull" -> !tied.isEmpty();
            default -> tied.stream().anyMatch(far -> on.values().contains(far.id()));
        };
    }

    private static JsonObject joined(String method, List<Condition> parts) {
        return new JsonObject()
                .put("method", method)
                .put("values", new JsonArray(parts.stream().map(Condition::json).toList()));
    }
}
