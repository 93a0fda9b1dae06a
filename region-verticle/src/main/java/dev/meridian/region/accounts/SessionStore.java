package dev.meridian.region.accounts;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.access.SessionValue;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.projects.settings.SessionPolicy;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Sessions in the database (contract section 6.1): as long and as many as the project says, the oldest making room. */
final class SessionStore {

    private static final ProblemType NOT_FOUND = new ProblemType("user_session_not_found", 404);
    private static final int SECRET_LENGTH = 256;

    private static final String INSERT = """
            insert into meridian.session (project_id, session_id, user_id, secret_sha256, provider, provider_uid, ip,
                                          user_agent, expires_at, created_at, updated_at)
            values ($1, $2, $3, $4, 'email', $5, $6, $7, $8, $9, $9) returning *
            """;
    private static final String MAKE_ROOM = """
            delete from meridian.session where project_id = $1 and user_id = $2 and session_id not in
                (select session_id from meridian.session where project_id = $1 and user_id = $2
                  order by created_at desc, session_id desc limit $3)
            """;

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Events events;

    SessionStore(Database database, InstantSource clock, Ids ids, Events events) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
    }

    /** @param value encoded, to be given to the holder and never kept */
    record Opened(Session session, String value) {}

    /** Where a login came from. */
    record Origin(String ip, String userAgent) {}

    Future<Opened> open(String project, Account account, Origin origin, SessionPolicy policy, Cause doer) {
        String secret = ids.secret(SECRET_LENGTH);
        OffsetDateTime now = clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
        Tuple row = Tuple.from(List.of(
                project,
                ids.unique(),
                account.id(),
                Secrets.sha256(secret),
                account.email(),
                origin.ip(),
                origin.userAgent(),
                now.plus(policy.length()),
                now));
        return database.transaction(transaction -> transaction
                        .preparedQuery(INSERT)
                        .execute(row)
                        .compose(rows -> transaction
                                .preparedQuery(MAKE_ROOM)
                                .execute(Tuple.of(project, account.id(), policy.most()))
                                .map(Session.of(rows.iterator().next())))
                        .compose(session -> tell(transaction, project, session, "create", doer)
                                .map(session)))
                .map(session -> new Opened(session, new SessionValue(account.id(), secret).encoded()));
    }

    private Future<Void> tell(SqlConnection transaction, String project, Session session, String action, Cause doer) {
        return events.add(
                transaction,
                project,
                EventSubject.of("users", session.userId()).in("sessions", session.id()),
                action,
                session.toJson(false, ""),
                doer);
    }

    Future<List<Session>> of(String project, String userId) {
        return database.read("""
                        select * from meridian.session where project_id = $1 and user_id = $2 and expires_at > $3
                         order by created_at, session_id
                        """, project, userId, clock.instant().atOffset(ZoneOffset.UTC))
                .map(rows -> {
                    List<Session> sessions = new ArrayList<>();
                    for (Row row : rows) {
                        sessions.add(Session.of(row));
                    }
                    return sessions;
                });
    }

    Future<Void> end(String project, String userId, String sessionId) {
        return end(project, "user_id = $2 and session_id = $3", Tuple.of(project, userId, sessionId))
                .map(ended -> {
                    if (ended == 0) {
                        throw notFound();
                    }
                    return null;
                });
    }

    Future<Void> endAll(String project, String userId) {
        return end(project, "user_id = $2", Tuple.of(project, userId)).mapEmpty();
    }

    /** Only users themselves end their sessions. */
    private Future<Integer> end(String project, String which, Tuple arguments) {
        return database.transaction(transaction -> transaction
                .preparedQuery("delete from meridian.session where project_id = $1 and " + which + " returning *")
                .execute(arguments)
                .compose(rows -> InTurn.each(rows, row -> ended(transaction, project, Session.of(row)))
                        .map(rows.size())));
    }

    private Future<Void> ended(SqlConnection transaction, String project, Session session) {
        return tell(transaction, project, session, "delete", new Cause(session.userId(), 0));
    }

    static Problem notFound() {
        return Problem.of(NOT_FOUND, "The current user session could not be found");
    }
}
