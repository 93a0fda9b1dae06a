package dev.meridian.region.databases.rows;

import dev.meridian.region.api.Caller;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.query.Filter;
import dev.meridian.region.query.Query;
import dev.meridian.region.query.Query.Selection;
import dev.meridian.region.query.RelatedTable;
import dev.meridian.region.query.TableShape;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A table and those tables that a request reaches from it through relationships.
 *
 * @param shape the table's, from which queries reach the others
 * @param further by the relationship's key
 */
record Reach(Table table, TableShape shape, Map<String, Reach> further) {

    /** Steps from the table of a request to the furthest row that it may name. */
    static final int MOST_STEPS = 3;

    /** The table that a relationship leads to. */
    Reach through(String key) {
        return Objects.requireNonNull(further.get(key));
    }

    /** As far as a query's names lead. */
    static Future<Reach> of(Table table, Query query, Caller caller, UsedTables tables) {
        return table.relationships().isEmpty()
                ? Future.succeededFuture(new Reach(table, table.shape(), Map.of()))
                : of(table, paths(query), caller, tables, MOST_STEPS);
    }

    /** @param paths names of attributes, with the relationships on the way to them */
    static Future<Reach> of(Table table, List<String> paths, Caller caller, UsedTables tables) {
        return of(table, paths, caller, tables, MOST_STEPS);
    }

    private static Future<Reach> of(Table table, List<String> paths, Caller caller, UsedTables tables, int steps) {
        Map<Relationship, List<String>> ways = steps == 0 ? Map.of() : ways(table, paths);
        Map<String, RelatedTable> related = new LinkedHashMap<>();
        Map<String, Reach> further = new LinkedHashMap<>();
        List<Future<Reach>> reached = new ArrayList<>();
        ways.forEach((relationship, rest) -> reached.add(tables.table(other(table, relationship))
                .compose(other -> of(other, rest, caller, tables, steps - 1))
                .onSuccess(reach -> {
                    further.put(relationship.key(), reach);
                    related.put(relationship.key(), related(table, relationship, reach, caller));
                })));
        return Future.all(reached).map(done -> new Reach(table, table.shape().related(related), Map.copyOf(further)));
    }

    private static RelatedTable related(Table table, Relationship relationship, Reach reach, Caller caller) {
        return new RelatedTable(
                table.shape().schema(),
                relationship.link(),
                relationship.near(),
                relationship.far(),
                relationship.isVirtual(),
                reach.shape(),
                Access.related(reach.table(), caller));
    }

    static TableId other(Table table, Relationship relationship) {
        return new TableId(table.id().project(), table.id().database(), relationship.related());
    }

    /** Which relationships the paths begin with, and how those go on. */
    private static Map<Relationship, List<String>> ways(Table table, List<String> paths) {
        Map<Relationship, List<String>> ways = new LinkedHashMap<>();
        for (String path : paths) {
            int dot = path.indexOf('.');
            Optional<Relationship> relationship = table.relationship(dot < 0 ? path : path.substring(0, dot));
            relationship.ifPresent(each -> {
                List<String> rest = ways.computeIfAbsent(each, same -> new ArrayList<>());
                if (dot >= 0) {
                    rest.add(path.substring(dot + 1));
                }
            });
        }
        return ways;
    }

    private static List<String> paths(Query query) {
        List<String> paths = new ArrayList<>();
        query.filters().forEach(filter -> collect(filter, paths));
        switch (query.selection()) {
            case Selection.All all -> {}
            case Selection.AllAnd(List<String> names) -> paths.addAll(names);
            case Selection.Only(List<String> names) -> paths.addAll(names);
        }
        return paths;
    }

    private static void collect(Filter filter, List<String> paths) {
        switch (filter) {
            case Filter.And(List<Filter> filters) -> filters.forEach(each -> collect(each, paths));
            case Filter.Or(List<Filter> filters) -> filters.forEach(each -> collect(each, paths));
            default -> paths.add(filter.attribute());
        }
    }
}
