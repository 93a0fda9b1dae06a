package dev.meridian.launcher.migrate;

import dev.meridian.launcher.migrate.Summary.Kind;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Moves databases: tables with their columns, then rows, then relationships and who is tied to whom, then indexes. In this
 * order rows may come in any, and are written while there is nothing yet that makes it slow.
 */
final class DatabaseMove {

    private static final Dialect TO = Dialect.TABLES;

    private final Api from;
    private final Api to;
    private final Summary summary;
    private final Dialect dialect;
    private final RowMove rows;

    /** @param overwrite whether rows that the target has become the source's */
    DatabaseMove(Api from, Api to, Summary summary, boolean overwrite) {
        this.from = from;
        this.to = to;
        this.summary = summary;
        this.dialect = Dialect.of(from);
        this.rows = new RowMove(from, to, summary, dialect, overwrite);
    }

    void all() {
        for (JsonObject database : Lists.all(from, dialect.databases(), "databases")) {
            String id = database.getString("$id");
            summary.say("Database " + id);
            summary.attempt(Kind.DATABASES, id, () -> {
                make(
                        Kind.DATABASES,
                        TO.database(id),
                        TO.databases(),
                        new JsonObject()
                                .put("databaseId", id)
                                .put("name", database.getString("name"))
                                .put("enabled", database.getBoolean("enabled", true)));
                tables(id);
            });
        }
    }

    private void tables(String database) {
        List<JsonObject> tables = Lists.all(from, dialect.tables(database), dialect.tablesName());
        Set<String> there = ConcurrentHashMap.newKeySet();
        for (JsonObject table : tables) {
            String id = table.getString("$id");
            if (summary.attempt(Kind.TABLES, database + "/" + id, () -> table(database, table))) {
                there.add(id);
            }
        }
        List<JsonObject> moving = tables.stream()
                .filter(table -> there.contains(table.getString("$id")))
                .toList();
        Crew.each(
                moving,
                table -> summary.attempt(
                        Kind.ROWS, database + "/" + table.getString("$id"), () -> rows.all(database, table)));
        moving.forEach(table -> relationships(database, table));
        moving.forEach(table -> indexes(database, table));
    }

    private void table(String database, JsonObject table) {
        String id = table.getString("$id");
        make(
                Kind.TABLES,
                TO.table(database, id),
                TO.tables(database),
                new JsonObject()
                        .put("tableId", id)
                        .put("name", table.getString("name"))
                        .put("permissions", table.getJsonArray("$permissions"))
                        .put("rowSecurity", dialect.rowSecurity(table))
                        .put("enabled", table.getBoolean("enabled", true)));
        Set<String> present = present(database, id, "columns");
        for (JsonObject column : Lists.items(table, dialect.columnsName())) {
            String key = column.getString("key");
            String name = database + "/" + id + "/" + key;
            if ("relationship".equals(column.getString("type"))) {
                continue;
            }
            if (!"available".equals(column.getString("status", "available"))) {
                summary.failed(Kind.COLUMNS, name, "it is " + column.getString("status"));
            } else if (present.contains(key)) {
                summary.present(Kind.COLUMNS, 1);
            } else {
                summary.attempt(Kind.COLUMNS, name, () -> column(database, id, ColumnOrder.of(column)));
            }
        }
    }

    private void column(String database, String table, ColumnOrder order) {
        String columns = TO.columns(database, table);
        to.create(columns + "/" + order.body().getString("key"), columns + "/" + order.path(), order.body());
        summary.moved(Kind.COLUMNS, 1);
    }

    private void relationships(String database, JsonObject table) {
        String id = table.getString("$id");
        Set<String> present = present(database, id, "columns");
        for (JsonObject column : Lists.items(table, dialect.columnsName())) {
            if ("relationship".equals(column.getString("type")) && "parent".equals(column.getString("side"))) {
                String key = column.getString("key");
                summary.attempt(Kind.COLUMNS, database + "/" + id + "/" + key, () -> {
                    if (present.contains(key)) {
                        summary.present(Kind.COLUMNS, 1);
                    } else {
                        column(database, id, new ColumnOrder("relationship", relationship(column)));
                    }
                });
                summary.attempt(Kind.TIES, database + "/" + id + "/" + key, () -> rows.ties(database, id, column));
            }
        }
    }

    private JsonObject relationship(JsonObject column) {
        return new JsonObject()
                .put("relatedTableId", dialect.relatedTable(column))
                .put("type", column.getString("relationType"))
                .put("twoWay", column.getBoolean("twoWay", false))
                .put("key", column.getString("key"))
                .put("twoWayKey", column.getString("twoWayKey"))
                .put("onDelete", column.getString("onDelete"));
    }

    private void indexes(String database, JsonObject table) {
        String id = table.getString("$id");
        Set<String> present = present(database, id, "indexes");
        for (JsonObject index : Lists.items(table, "indexes")) {
            String key = index.getString("key");
            if (present.contains(key)) {
                summary.present(Kind.INDEXES, 1);
            } else {
                summary.attempt(Kind.INDEXES, database + "/" + id + "/" + key, () -> {
                    String indexes = TO.table(database, id) + "/indexes";
                    to.create(indexes + "/" + key, indexes, ColumnOrder.index(index, dialect.columnsName()));
                    summary.moved(Kind.INDEXES, 1);
                });
            }
        }
    }

    /** Keys of what the target's table has. */
    private Set<String> present(String database, String table, String what) {
        return Lists.keys(to.find(TO.table(database, table))
                .map(found -> Lists.items(found, what))
                .orElse(List.of()));
    }

    private void make(Kind kind, String one, String all, JsonObject body) {
        if (to.find(one).isPresent()) {
            summary.present(kind, 1);
        } else {
            to.create(one, all, body);
            summary.moved(kind, 1);
        }
    }
}
