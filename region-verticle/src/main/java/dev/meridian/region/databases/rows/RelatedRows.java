package dev.meridian.region.databases.rows;

import dev.meridian.region.databases.naming.Naming;
import dev.meridian.region.databases.tables.Relationship;
import dev.meridian.region.databases.tables.StaleTable;
import dev.meridian.region.databases.tables.Table;
import dev.meridian.region.listing.Reads;
import dev.meridian.region.query.Branch;
import dev.meridian.region.query.Compiled;
import dev.meridian.region.query.Compiler;
import dev.meridian.region.query.Query;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Puts tied rows into the models of rows (contract section 3, "Relationship loading"): one statement for each branch,
 * however many rows there are. Those that the caller may not read are not there.
 */
final class RelatedRows {

    /** Tied rows that one branch of one request may bring, each as often as it is shown; those beyond are left out. */
    private static final int MOST = Query.MAX_LIMIT;

    /** What all branches together may bring. */
    private static final int MOST_TOGETHER = 4 * MOST;

    private final Reads reads;
    private final Naming naming;
    private int room = MOST_TOGETHER;
    private boolean isCut;

    RelatedRows(Reads reads, Naming naming) {
        this.reads = reads;
        this.naming = naming;
    }

    /**
     * @param models of rows of the reach's table, by their IDs; they are added to
     * @return fails with {@link StaleTable}
     */
    Future<Void> fill(Reach reach, List<Branch> branches, Map<String, JsonObject> models) {
        Map<String, Shown> once = new LinkedHashMap<>();
        models.forEach((id, model) -> once.put(id, new Shown(model, 1)));
        return all(reach, branches, once);
    }

    /** Whether tied rows may have been left out. */
    boolean isCut() {
        return isCut;
    }

    /** @param times how often the reply has the model */
    private record Shown(JsonObject model, int times) {}

    private Future<Void> all(Reach reach, List<Branch> branches, Map<String, Shown> models) {
        return models.isEmpty() || branches.isEmpty()
                ? Future.succeededFuture()
                : Future.all(branches.stream()
                                .map(branch -> fill(reach, branch, models))
                                .toList())
                        .mapEmpty();
    }

    private Future<Void> fill(Reach reach, Branch branch, Map<String, Shown> models) {
        Relationship relationship =
                reach.table().relationship(branch.key()).orElseThrow(() -> new StaleTable(reach.table()));
        models.values()
                .forEach(each -> each.model().put(branch.key(), relationship.isToMany() ? new JsonArray() : null));
        Reach further = reach.through(branch.key());
        Compiled statement = Compiler.related(branch, List.copyOf(models.keySet()), MOST);
        return reads.search(statement.sql(), statement.parameters().toArray()).compose(rows -> {
            Map<String, Shown> found = new LinkedHashMap<>();
            int left = MOST;
            isCut |= rows.size() == MOST;
            for (Row row : rows) {
                Shown near = Objects.requireNonNull(models.get(near(statement, row)));
                if (near.times() <= Math.min(left, room)) {
                    left -= near.times();
                    room -= near.times();
                    Shown before = found.get(row.getString(0));
                    JsonObject one = before == null ? model(further.table(), statement, row) : before.model();
                    put(near.model(), relationship, one);
                    found.put(row.getString(0), new Shown(one, near.times() + (before == null ? 0 : before.times())));
                } else {
                    isCut = true;
                }
            }
            return all(further, branch.branches(), found);
        });
    }

    private JsonObject model(Table table, Compiled statement, Row row) {
        if (!RowReader.isCurrent(table, statement, row)) {
            throw new StaleTable(table);
        }
        return RowReader.model(table, RowReader.row(table, statement, row), naming);
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
