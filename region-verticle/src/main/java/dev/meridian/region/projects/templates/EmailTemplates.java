package dev.meridian.region.projects.templates;

import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Templates in the database, over those of our own. */
public final class EmailTemplates {

    static final List<String> FIELDS =
            List.of("subject", "message", "senderName", "senderEmail", "replyToEmail", "replyToName");

    private static final String SET = """
            insert into meridian.email_template as t (project_id, template_id, locale, fields, created_at)
            values ($1, $2, $3, $4, $5)
            on conflict (project_id, template_id, locale) do update set fields = t.fields || excluded.fields
            returning *
            """;
    private static final String FIND = """
            select * from meridian.email_template where project_id = $1 and template_id = $2 and locale = any($3)
             order by locale = $4 desc limit 1
            """;
    private static final String LIST = """
            select *, count(*) over () as matching from meridian.email_template where project_id = $1
             order by created_at, template_id, locale limit $2 offset $3
            """;

    private static final String BYTES = """
            select coalesce(sum(octet_length(fields::text)), 0)::bigint from (
              select fields from meridian.email_template where project_id = $1
               order by created_at, template_id, locale limit $2 offset $3) page
            """;
    private static final long MOST_BYTES = 16 << 20;

    private final Database database;
    private final Events events;
    private final InstantSource clock;
    private final OwnTemplates own = new OwnTemplates();

    public EmailTemplates(RegionContext region) {
        this.database = region.database();
        this.events = region.events();
        this.clock = region.node().clock();
    }

    record Page(List<EmailTemplate> templates, long total) {}

    /** What is to be sent: the project's own in the language, or else in the fallback, or else ours. */
    public Future<EmailTemplate> inForce(String project, String id, String locale) {
        return find(project, id, locale, locale, Locales.FALLBACK);
    }

    /** The project's own in one language, or else ours. */
    Future<EmailTemplate> in(String project, String id, String locale) {
        return find(project, id, locale, locale);
    }

    private Future<EmailTemplate> find(String project, String id, String locale, String... among) {
        return database.read(FIND, project, id, among, locale).map(rows -> {
            for (Row row : rows) {
                return template(row);
            }
            return own.of(id, locale);
        });
    }

    /** The templates that the project has set; refuses pages that would be too large to answer at once. */
    Future<Page> list(String project, ListWindow window) {
        return database.read(BYTES, project, window.limit(), window.offset())
                .compose(rows -> rows.iterator().next().getLong(0) > MOST_BYTES
                        ? Future.failedFuture(Invalid.parameter(
                                "queries",
                                "The templates of this page have more than 16 MiB; ask for fewer by a limit"))
                        : read(project, window));
    }

    private Future<Page> read(String project, ListWindow window) {
        return database.read(LIST, project, window.limit(), window.offset()).map(rows -> {
            List<EmailTemplate> templates = new ArrayList<>();
            long total = 0;
            for (Row row : rows) {
                templates.add(template(row));
                total = row.getLong("matching");
            }
            return new Page(templates, total);
        });
    }

    /** Sets these fields and keeps what was set before. */
    Future<EmailTemplate> set(String project, String id, String locale, JsonObject fields, Cause doer) {
        Tuple row = Tuple.of(project, id, locale, fields, Datetimes.now(clock));
        return database.transaction(connection -> connection
                .preparedQuery(SET)
                .execute(row)
                .map(this::only)
                .compose(template -> events.add(
                                connection, project, EventSubject.of("templates", id), "update", told(template), doer)
                        .map(template)));
    }

    /** Events leave the message out, which may be large. */
    private static JsonObject told(EmailTemplate template) {
        JsonObject told = template.model();
        told.remove("message");
        return told;
    }

    private EmailTemplate only(RowSet<Row> rows) {
        return template(rows.iterator().next());
    }

    private EmailTemplate template(Row row) {
        return own.of(row.getString("template_id"), row.getString("locale")).with(row.getJsonObject("fields"));
    }
}
