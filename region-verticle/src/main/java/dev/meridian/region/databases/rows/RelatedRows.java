package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.StaleTable;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.query.Branch;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Query;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Puts tied rows into the models of rows (contract section 3, "Relationship loading"): one statement for each branch,
 * however many rows there are. Those that the caller may not read are not there.
 */
final class RelatedRows {

    /** Tied rows that one branch of one request may bring; those beyond are left out. */
    private static final int MOST = Query.MAX_LIMIT;

    private final Reading reading;
    private final Naming naming;

    /** Where statements that change nothing are run. */
    @FunctionalInterface
    interface Reading {
        Future<RowSet<Row>> read(Compiled statement);
    }

    RelatedRows(Reading reading, Naming naming) {
        this.reading = reading;
        this.naming = naming;
    }

    /**
     * @param models of rows of the reach's table, by their IDs; they are added to
     * @return fails with {@link StaleTable}
     */
    Future<Void> fill(Reach reach, List<Branch> branches, Map<String, JsonObject> models) {
        return models.isEmpty() || branches.isEmpty()
                ? Future.succeededFuture()
                : Future.all(branches.stream()
                                .map(branch -> fill(reach, branch, models))
                                .toList())
                        .mapEmpty();
    }

    private Future<Void> fill(Reach reach, Branch branch, Map<String, JsonObject> models) {
        Relationship relationship =
                reach.table().relationship(branch.key()).orElseThrow(() -> new StaleTable(reach.table()));
        models.values().forEach(model -> model.put(branch.key(), relationship.isToMany() ? new JsonArray() : null));
        Reach further = reach.through(branch.key());
        Compiled statement = Compiler.related(branch, List.copyOf(models.keySet()), MOST);
        return reading.read(statement).compose(rows -> {
            Map<String, JsonObject> found = new LinkedHashMap<>();
            for (Row row : rows) {
                JsonObject one = found.computeIfAbsent(row.getString(0), id -> model(further.table(), statement, row));
                put(Objects.requireNonNull(models.get(near(statement, row))), relationship, one);
            }
            return fill(further, branch.branches(), found);
        });
    }

    private JsonObject model(Table table, Compiled statement, Row row) {
        if (!RowReader.isCurrent(table, statement, row)) {
            throw new StaleTable(table);
        }
        return RowReader.model(table, RowReader.row(statement, row), naming);
    }

    private static String near(Compiled statement, Row row) {
        return row.getString(statement.fields().size() + 1);
    }

    private static void put(JsonObject model, Relationship relationship, JsonObject tied) {
        if (relationship.isToMany()) {
            model.getJsonArray(relationship.key()).add(tied);
        } else {
            model.put(relationship.key(), tied);
        }
    }
}
