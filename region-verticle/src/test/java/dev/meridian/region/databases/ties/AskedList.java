package dev.meridian.region.databases.ties;

import dev.meridian.region.databases.ties.ModelTable.ModelRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A list as a caller asks for it, and what it should be answered with.
 *
 * @param cursor ID of a row that may be there or not
 * @param selected empty for no selection
 * @param older whether by a client for whom all of a row has all rows that it is tied to
 */
record AskedList(
        ModelTable table,
        List<Condition> conditions,
        List<Order> orders,
        Optional<Cursor> cursor,
        int limit,
        int offset,
        List<String> selected,
        boolean older) {

    /** @param attribute {@code $sequence} for the order of making */
    record Order(String attribute, boolean up) {}

    record Cursor(String id, boolean after) {}

    String[] headers(Who who) {
        return older
                ? Stream.concat(Stream.of(who.headers()), Stream.of("X-Appwrite-Response-Format", "1.7.0"))
                        .toArray(String[]::new)
                : who.headers();
    }

    String[] selection() {
        return selected.isEmpty()
                ? new String[0]
                : new String[] {query("select", selected.toArray()).encode()};
    }

    String[] queries() {
        Stream<JsonObject> all = Stream.of(
                        conditions.stream().map(Condition::json),
                        orders.stream()
                                .map(order -> query(order.up() ? "orderAsc" : "orderDesc")
                                        .put("attribute", order.attribute())),
                        cursor.stream().map(each -> query(each.after() ? "cursorAfter" : "cursorBefore", each.id())),
                        Stream.of(query("limit", limit), query("offset", offset)))
                .flatMap(same -> same);
        return Stream.concat(all.map(JsonObject::encode), Stream.of(selection()))
                .toArray(String[]::new);
    }

    private static JsonObject query(String method, Object... values) {
        return new JsonObject().put("method", method).put("values", new JsonArray(List.of(values)));
    }

    /** The type of the problem that it should end in. */
    Optional<String> refusal(Who who) {
        Optional<String> refusal = table.refusal(who);
        if (refusal.filter("table_not_found"::equals).isPresent()) {
            return refusal;
        }
        if (!conditions.stream().allMatch(condition -> condition.isAllowed(table))) {
            return Optional.of("general_query_invalid");
        }
        return refusal.or(() -> cursor.flatMap(each -> refusal(each, who)));
    }

    private Optional<String> refusal(Cursor from, Who who) {
        Optional<ModelRow> row =
                shown(who).stream().filter(each -> each.id().equals(from.id())).findFirst();
        if (row.isEmpty()) {
            return Optional.of("general_cursor_not_found");
        }
        boolean placed = steps().stream()
                .allMatch(order -> order.attribute().equals("$sequence")
                        || row.get().values().containsKey(order.attribute()));
        return placed ? Optional.empty() : Optional.of("database_query_order_null");
    }

    List<ModelRow> found(Who who) {
        return shown(who).stream().filter(row -> holds(row, who)).toList();
    }

    boolean holds(ModelRow row, Who who) {
        return Condition.hold(conditions, table, row, who);
    }

    /** Whether it finds some rows and leaves out others: all or none teaches little. */
    boolean isTelling(Who who) {
        return refusal(who).isEmpty()
                && !found(who).isEmpty()
                && found(who).size() < shown(who).size();
    }

    /** Whether it would be another if conditions side by side were not of the same tied row. */
    boolean isJoint(Who who) {
        List<Condition> loosened = Condition.loosened(conditions);
        return refusal(who).isEmpty()
                && shown(who).stream().anyMatch(row -> holds(row, who) != Condition.hold(loosened, table, row, who));
    }

    /** Whether rows that the caller may not know of would make it another. */
    boolean isGuarded(Who who) {
        return refusal(who).isEmpty() && shown(who).stream().anyMatch(row -> holds(row, who) != holds(row, Who.KEY));
    }

    List<JsonObject> page(Who who) {
        List<ModelRow> rows = new ArrayList<>(shown(who));
        rows.sort(this::order);
        List<ModelRow> beside = cursor.map(from -> beside(rows, from)).orElse(rows).stream()
                .filter(row -> holds(row, who))
                .toList();
        boolean before = cursor.filter(from -> !from.after()).isPresent();
        int end = before ? Math.max(0, beside.size() - offset) : Math.min(beside.size(), offset + limit);
        int start = before ? Math.max(0, end - limit) : Math.min(end, offset);
        return beside.subList(start, end).stream().map(row -> shown(row, who)).toList();
    }

    JsonObject shown(ModelRow row, Who who) {
        List<String> names = new ArrayList<>(selected);
        if (names.isEmpty()) {
            names.add("*");
        }
        if (older && names.equals(List.of("*"))) {
            table.ends().keySet().forEach(key -> names.add(key + ".*"));
        }
        return Selection.of(names, table).shown(row, table, who);
    }

    List<ModelRow> shown(Who who) {
        return table.rows().stream().filter(row -> table.shows(row, who)).toList();
    }

    private static List<ModelRow> beside(List<ModelRow> rows, Cursor from) {
        int at = rows.stream().map(ModelRow::id).toList().indexOf(from.id());
        return from.after() ? rows.subList(at + 1, rows.size()) : rows.subList(0, at);
    }

    /** The orders that count: the first of an attribute, and none beyond one that no two rows share. */
    private List<Order> steps() {
        List<Order> steps = new ArrayList<>();
        for (Order order : orders) {
            if (steps.stream().noneMatch(each -> each.attribute().equals(order.attribute()))) {
                steps.add(order);
            }
            if (order.attribute().startsWith("$")) {
                break;
            }
        }
        return steps;
    }

    private int order(ModelRow one, ModelRow other) {
        for (Order step : steps()) {
            int up = order(step.attribute(), one, other);
            if (up != 0) {
                return step.up() ? up : -up;
            }
        }
        return order("$sequence", one, other);
    }

    private int order(String attribute, ModelRow one, ModelRow other) {
        if (attribute.equals("$sequence")) {
            return Integer.compare(table.rows().indexOf(one), table.rows().indexOf(other));
        }
        Object left = one.values().get(attribute);
        Object right = other.values().get(attribute);
        return left == null || right == null
                ? Boolean.compare(left == null, right == null)
                : Comparisons.order(left, right);
    }
}
