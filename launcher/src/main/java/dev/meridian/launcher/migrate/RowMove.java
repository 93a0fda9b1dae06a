package dev.meridian.launcher.migrate;

import dev.meridian.launcher.migrate.Summary.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Moves the rows of tables, first by themselves and then who is tied to whom, through the target's import. */
final class RowMove {

    private static final int PAGE = 100;
    private static final int LONG_PAGE = 10;
    private static final int TIED_PAGE = 25;
    private static final Set<String> LONG = Set.of("mediumtext", "longtext");
    private static final long LONG_TEXT = 100_000;
    private static final int MOST_BYTES = 4 << 20;
    private static final Set<String> KEPT = Set.of("$id", "$createdAt", "$updatedAt", "$permissions");

    private final Api from;
    private final Api to;
    private final Summary summary;
    private final Dialect dialect;
    private final boolean overwrite;

    /** The rows of a table on their way in. */
    private record Way(String database, String table, Kind kind, String onConflict) {

        String path() {
            return "/network/databases/" + database + "/tables/" + table + "/import?format=jsonl&onConflict="
                    + onConflict;
        }

        String name(JsonObject row) {
            return database + "/" + table + "/" + row.getString("$id");
        }
    }

    RowMove(Api from, Api to, Summary summary, Dialect dialect, boolean overwrite) {
        this.from = from;
        this.to = to;
        this.summary = summary;
        this.dialect = dialect;
        this.overwrite = overwrite;
    }

    void all(String database, JsonObject table) {
        String id = table.getString("$id");
        String rows = dialect.rows(database, id);
        if (to.isReadOnly()) {
            long there = to.find(Dialect.TABLES.table(database, id)).isPresent()
                    ? Lists.total(to, Dialect.TABLES.rows(database, id))
                    : 0;
            long all = Lists.total(from, rows);
            summary.moved(Kind.ROWS, Math.max(0, all - there));
            summary.present(Kind.ROWS, Math.min(all, there));
            return;
        }
        Set<String> kept = new HashSet<>(KEPT);
        Lists.items(to.get(Dialect.TABLES.table(database, id)), "columns").stream()
                .filter(column -> !"relationship".equals(column.getString("type")))
                .forEach(column -> kept.add(column.getString("key")));
        Way way = new Way(database, id, Kind.ROWS, overwrite ? "overwrite" : "skip");
        Lists.each(from, rows, dialect.rowsName(), page(table), List.of(), page -> {
            page.forEach(row -> row.getMap().keySet().retainAll(kept));
            send(way, page);
        });
        summary.say("  " + database + "/" + id + ": its rows are there");
    }

    /** Of rows that may be long, fewer are in memory at once. */
    private int page(JsonObject table) {
        boolean isLong = Lists.items(table, dialect.columnsName()).stream()
                .anyMatch(column -> LONG.contains(String.valueOf(column.getString("type")))
                        || (column.getValue("size") instanceof Number size && size.longValue() > LONG_TEXT));
        return isLong ? LONG_PAGE : PAGE;
    }

    /** Ties of one relationship, from the end at which it was made. Rows that the target has tied already stay as they are. */
    void ties(String database, String table, JsonObject column) {
        if (to.isReadOnly()) {
            return;
        }
        String key = column.getString("key");
        List<String> select = List.of(Lists.query("select", "", "$id", "$updatedAt", key + ".*"));
        Way way = new Way(database, table, Kind.TIES, "overwrite");
        Lists.each(from, dialect.rows(database, table), dialect.rowsName(), TIED_PAGE, select, page -> {
            Map<String, Boolean> there = tied(database, table, key, page);
            List<JsonObject> wanted = page.stream()
                    .filter(row -> there.containsKey(row.getString("$id")) && (overwrite || isTied(row, key)))
                    .toList();
            List<JsonObject> missing = wanted.stream()
                    .filter(row -> overwrite || !Boolean.TRUE.equals(there.get(row.getString("$id"))))
                    .map(row -> new JsonObject()
                            .put("$id", row.getString("$id"))
                            .put("$updatedAt", row.getString("$updatedAt"))
                            .put(key, ids(row.getValue(key))))
                    .toList();
            summary.present(Kind.TIES, wanted.size() - missing.size());
            send(way, missing);
        });
    }

    /** Which of the rows the target has, and whether they are tied to anything there. */
    private Map<String, Boolean> tied(String database, String table, String key, List<JsonObject> page) {
        Object[] ids = page.stream().map(row -> row.getString("$id")).toArray();
        List<String> queries = List.of(
                Lists.query("equal", "$id", ids),
                Lists.query("select", "", "$id", key + ".*"),
                Lists.query("limit", "", page.size()));
        return Lists.items(to.get(Lists.path(Dialect.TABLES.rows(database, table), queries)), "rows").stream()
                .collect(Collectors.toMap(row -> row.getString("$id"), row -> isTied(row, key)));
    }

    private static boolean isTied(JsonObject row, String key) {
        return switch (row.getValue(key)) {
            case null -> false;
            case JsonArray many -> !many.isEmpty();
            case Object one -> true;
        };
    }

    /** Rows as their IDs. */
    private static @Nullable Object ids(@Nullable Object tied) {
        return switch (tied) {
            case JsonObject one -> one.getString("$id");
            case JsonArray many -> {
                JsonArray ids = new JsonArray();
                many.forEach(each -> ids.add(ids(each)));
                yield ids;
            }
            case null -> null;
            case Object id -> id;
        };
    }

    private void send(Way way, List<JsonObject> rows) {
        List<JsonObject> batch = new ArrayList<>();
        int bytes = 0;
        for (JsonObject row : rows) {
            int size = row.toBuffer().length();
            if (!batch.isEmpty() && bytes + size > MOST_BYTES) {
                put(way, batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(row);
            bytes += size;
        }
        put(way, batch);
    }

    /** Rows that are refused are noted, and the others sent without them. */
    private void put(Way way, List<JsonObject> rows) {
        List<JsonObject> left = rows;
        while (!left.isEmpty()) {
            String lines = left.stream().map(JsonObject::encode).collect(Collectors.joining("\n"));
            try {
                count(way, to.send("POST", way.path(), "application/x-ndjson", lines, Map.of()));
                return;
            } catch (Refused refused) {
                JsonObject report = refused.answer().getJsonObject("import");
                if (report == null || report.getJsonArray("errors").isEmpty()) {
                    throw refused;
                }
                count(way, report);
                left = without(way, left, report);
            }
        }
    }

    private List<JsonObject> without(Way way, List<JsonObject> rows, JsonObject report) {
        Set<Integer> gone = new LinkedHashSet<>();
        for (int line = 1; line <= report.getInteger("lines"); line++) {
            gone.add(line);
        }
        for (JsonObject error : Lists.items(report, "errors")) {
            int line = error.getInteger("line");
            if (gone.add(line)) {
                String reason = error.getString("message") + " (" + error.getString("type") + ")";
                summary.failed(way.kind(), way.name(rows.get(line - 1)), reason);
            }
        }
        List<JsonObject> left = new ArrayList<>();
        for (int line = 1; line <= rows.size(); line++) {
            if (!gone.contains(line)) {
                left.add(rows.get(line - 1));
            }
        }
        return left;
    }

    /** Ties are changes of rows that are there. */
    private void count(Way way, JsonObject report) {
        summary.moved(way.kind(), report.getLong("created", 0L) + report.getLong("updated", 0L));
        summary.present(way.kind(), report.getLong("skipped", 0L));
    }
}
