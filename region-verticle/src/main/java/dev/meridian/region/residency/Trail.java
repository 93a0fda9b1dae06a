package dev.meridian.region.residency;

import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The trails of all projects. Whoever appends holds the row of the project's policy until the transaction ends, so that
 * pods of a region come one after the other and the chain never forks. Safe for use by many threads.
 */
final class Trail {

    private static final String HEAD =
            "select entries, head from meridian.residency where project_id = $1 for no key update";
    private static final String REPORTED =
            "select 1 from meridian.residency_entry where project_id = $1 and report_id = $2";
    private static final String ADD = """
            insert into meridian.residency_entry (project_id, sequence, at, kind, content, previous, hash, report_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """;
    private static final String ADVANCE = "update meridian.residency set entries = $2, head = $3 where project_id = $1";
    private static final String PAGE = """
            select sequence, at, kind, content, previous, hash from meridian.residency_entry
             where project_id = $1 and sequence > $2 order by sequence limit $3
            """;
    private static final String END = "select entries, head from meridian.residency where project_id = $1";

    private final Database database;
    private final InstantSource clock;

    Trail(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * The end of a trail.
     *
     * @param entries how many it has
     * @param head hash of the last
     */
    record End(long entries, String head) {}

    /** Adds an entry; of no effect for a project that never had a policy. */
    Future<Void> append(SqlConnection transaction, String project, Entry.Kind kind, JsonObject content) {
        return append(transaction, project, kind, content, Optional.empty());
    }

    /** @param report ID of what is told, which is told once */
    Future<Void> append(
            SqlConnection transaction, String project, Entry.Kind kind, JsonObject content, Optional<String> report) {
        return transaction.preparedQuery(HEAD).execute(Tuple.of(project)).compose(rows -> {
            for (Row row : rows) {
                End end = end(row);
                return isTold(transaction, project, report)
                        .compose(told -> told
                                ? Future.succeededFuture()
                                : add(transaction, next(end, project, kind, content), report));
            }
            return Future.succeededFuture();
        });
    }

    private static Future<Boolean> isTold(SqlConnection transaction, String project, Optional<String> report) {
        return report.map(id -> transaction
                        .preparedQuery(REPORTED)
                        .execute(Tuple.of(project, id))
                        .map(rows -> rows.size() > 0))
                .orElseGet(() -> Future.succeededFuture(false));
    }

    private Entry next(End end, String project, Entry.Kind kind, JsonObject content) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return Entry.after(end.head(), end.entries() + 1, project, now, kind, content.encode());
    }

    private static Future<Void> add(SqlConnection transaction, Entry entry, Optional<String> report) {
        Tuple row = Tuple.tuple()
                .addString(entry.project())
                .addLong(entry.sequence())
                .addOffsetDateTime(entry.at().atOffset(ZoneOffset.UTC))
                .addString(entry.kind().word())
                .addString(entry.content())
                .addString(entry.previous())
                .addString(entry.hash())
                .addString(report.orElse(null));
        return transaction
                .preparedQuery(ADD)
                .execute(row)
                .compose(added -> transaction
                        .preparedQuery(ADVANCE)
                        .execute(Tuple.of(entry.project(), entry.sequence(), entry.hash())))
                .mapEmpty();
    }

    /** The entries after one, in order. */
    Future<List<Entry>> after(String project, long sequence, int most) {
        return database.read(PAGE, project, sequence, most).map(rows -> {
            List<Entry> entries = new ArrayList<>(rows.size());
            for (Row row : rows) {
                entries.add(new Entry(
                        project,
                        row.getLong("sequence"),
                        row.getOffsetDateTime("at").toInstant(),
                        Entry.Kind.of(row.getString("kind")),
                        row.getString("content"),
                        row.getString("previous"),
                        row.getString("hash")));
            }
            return entries;
        });
    }

    /** Nothing for a project that never had a policy. */
    Future<Optional<End>> end(String project) {
        return database.read(END, project).map(rows -> {
            for (Row row : rows) {
                return Optional.of(end(row));
            }
            return Optional.empty();
        });
    }

    private static End end(Row row) {
        return new End(row.getLong("entries"), row.getString("head"));
    }
}
