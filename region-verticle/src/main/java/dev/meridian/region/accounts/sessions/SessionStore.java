package dev.meridian.region.accounts.sessions;

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
import dev.meridian.region.projects.settings.SettingsStore;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Sessions in the database (contract section 6.1): as long and as many as the project says, the oldest making room. */
public final class SessionStore {

    private static final ProblemType NOT_FOUND = new ProblemType("user_session_not_found", 404);
    private static final int SECRET_LENGTH = 256;

    private static final String INSERT = """
            insert into meridian.session (project_id, session_id, user_id, secret_sha256, provider, provider_uid, factors, ip,
                                          user_agent, expires_at, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) returning *
            """;
    private static final String MAKE_ROOM = """
            delete from meridian.session where project_id = $1 and user_id = $2 and session_id not in
                (select session_id from meridian.session where project_id = $1 and user_id = $2
                  order by created_at desc, session_id desc limit $3)
            """;
    private static final String SEEN =
            "update meridian.account set accessed_at = $3 where project_id = $1 and user_id = $2"
                    + " and (accessed_at is null or accessed_at < $3::timestamptz - interval '1 day')";
    private static final String WHICH =
            " where project_id = $1 and user_id = $2 and session_id = $3 and expires_at > $4";

    private static final String FORGET_DEVICES = """
            delete from meridian.target t where project_id = $1 and user_id = $2 and session_id <> '' and not exists
                (select 1 from meridian.session s where s.project_id = $1 and s.session_id = t.session_id)
            """;

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Events events;
    private final SettingsStore settings;

    public SessionStore(Database database, InstantSource clock, Ids ids, Events events, SettingsStore settings) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
        this.settings = settings;
    }

    private Future<SessionPolicy> policy(String project) {
        return settings.of(project).map(found -> found.policies().sessions());
    }

    /** @param value encoded, to be given to the holder and never kept */
    public record Opened(Session session, String value) {}

    /** Where a login came from. */
    public record Origin(String ip, String userAgent) {}

    /**
     * Whose session it is to be, and how they proved it.
     *
     * @param provider for instance {@code email}
     * @param providerUid what the provider calls them
     */
    public record Login(String userId, String provider, String providerUid, List<String> factors) {}

    public Future<Opened> open(String project, Login login, Origin origin, Cause doer) {
        return database.transaction(transaction -> open(transaction, project, login, origin, doer));
    }

    /** As part of something larger. */
    public Future<Opened> open(SqlConnection transaction, String project, Login login, Origin origin, Cause doer) {
        return policy(project).compose(policy -> open(transaction, project, login, origin, policy, doer));
    }

    private Future<Opened> open(
            SqlConnection transaction, String project, Login login, Origin origin, SessionPolicy policy, Cause doer) {
        String secret = ids.secret(SECRET_LENGTH);
        OffsetDateTime now = Datetimes.now(clock);
        Tuple row = Tuple.from(List.of(
                project,
                ids.unique(),
                login.userId(),
                Secrets.sha256(secret),
                login.provider(),
                login.providerUid(),
                login.factors().toArray(String[]::new),
                origin.ip(),
                origin.userAgent(),
                now.plus(policy.length()),
                now));
        return transaction
                .preparedQuery(INSERT)
                .execute(row)
                .map(rows -> Session.of(rows.iterator().next()))
                .compose(session -> transaction
                        .preparedQuery(MAKE_ROOM)
                        .execute(Tuple.of(project, login.userId(), policy.most()))
                        .compose(
                                room -> transaction.preparedQuery(SEEN).execute(Tuple.of(project, login.userId(), now)))
                        .compose(seen -> forgetDevices(transaction, project, login.userId()))
                        .compose(gone -> tell(transaction, project, session, "create", doer)))
                .map(session -> new Opened(session, new SessionValue(login.userId(), secret).encoded()));
    }

    private Future<Session> tell(
            SqlConnection transaction, String project, Session session, String action, Cause doer) {
        return events.add(
                        transaction,
                        project,
                        EventSubject.of("users", session.userId()).in("sessions", session.id()),
                        action,
                        session.toJson(false, ""),
                        doer)
                .map(session);
    }

    /** Those that have not expired, the oldest first. */
    public Future<List<Session>> of(String project, String userId) {
        return database.read("""
                        select * from meridian.session where project_id = $1 and user_id = $2 and expires_at > $3
                         order by created_at, session_id
                        """, project, userId, Datetimes.now(clock)).map(rows -> {
            List<Session> sessions = new ArrayList<>();
            for (Row row : rows) {
                sessions.add(Session.of(row));
            }
            return sessions;
        });
    }

    /** Fails with {@code user_session_not_found}. */
    public Future<Session> find(String project, String userId, String sessionId) {
        return database.read("select * from meridian.session" + WHICH, project, userId, sessionId, Datetimes.now(clock))
                .map(SessionStore::one);
    }

    /** Begins its length anew. Fails with {@code user_session_not_found}. */
    public Future<Session> extend(String project, String userId, String sessionId, Cause doer) {
        OffsetDateTime now = Datetimes.now(clock);
        return policy(project)
                .compose(policy -> change(
                        "expires_at = $5, updated_at = $4",
                        Tuple.of(project, userId, sessionId, now, now.plus(policy.length())),
                        doer));
    }

    /** Adds a factor that its holder has, though nobody asked. Fails with {@code user_session_not_found}. */
    public Future<Session> has(String project, String userId, String sessionId, String factor, Cause doer) {
        return change(
                "updated_at = $4, factors = array_append(array_remove(factors, $5::text), $5::text)",
                Tuple.of(project, userId, sessionId, Datetimes.now(clock), factor),
                doer);
    }

    /** Adds a factor that its holder has just proved. Fails with {@code user_session_not_found}. */
    public Future<Session> proved(String project, String userId, String sessionId, String factor, Cause doer) {
        return change(
                "mfa_updated_at = $4, updated_at = $4, factors = array_append(array_remove(factors, $5::text), $5::text)",
                Tuple.of(project, userId, sessionId, Datetimes.now(clock), factor),
                doer);
    }

    private Future<Session> change(String assignments, Tuple arguments, Cause doer) {
        return database.transaction(transaction -> transaction
                .preparedQuery("update meridian.session set " + assignments + WHICH + " returning *")
                .execute(arguments)
                .map(SessionStore::one)
                .compose(session -> tell(transaction, arguments.getString(0), session, "update", doer)));
    }

    /** Fails with {@code user_session_not_found}. */
    public Future<Void> end(String project, String userId, String sessionId, Cause doer) {
        return database.transaction(
                        transaction -> end(transaction, "session_id = $3", Tuple.of(project, userId, sessionId), doer))
                .map(ended -> {
                    if (ended == 0) {
                        throw notFound();
                    }
                    return null;
                });
    }

    public Future<Void> endAll(String project, String userId, Cause doer) {
        return endOthers(project, userId, "", doer);
    }

    /** All but one. */
    public Future<Void> endOthers(String project, String userId, String sessionId, Cause doer) {
        return database.transaction(transaction -> endOthers(transaction, project, userId, sessionId, doer));
    }

    /** As part of something larger. */
    public Future<Void> endOthers(
            SqlConnection transaction, String project, String userId, String sessionId, Cause doer) {
        return end(transaction, "session_id <> $3", Tuple.of(project, userId, sessionId), doer)
                .mapEmpty();
    }

    private Future<Integer> end(SqlConnection transaction, String which, Tuple arguments, Cause doer) {
        return transaction
                .preparedQuery("delete from meridian.session where project_id = $1 and user_id = $2 and " + which
                        + " returning *")
                .execute(arguments)
                .compose(rows -> InTurn.each(
                                rows,
                                row -> tell(transaction, arguments.getString(0), Session.of(row), "delete", doer)
                                        .mapEmpty())
                        .compose(told -> forgetDevices(transaction, arguments.getString(0), arguments.getString(1)))
                        .map(rows.size()));
    }

    /** Devices go with the sessions in which they were named. */
    private static Future<Void> forgetDevices(SqlConnection transaction, String project, String userId) {
        return transaction
                .preparedQuery(FORGET_DEVICES)
                .execute(Tuple.of(project, userId))
                .mapEmpty();
    }

    private static Session one(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw notFound();
        }
        return Session.of(rows.iterator().next());
    }

    public static Problem notFound() {
        return Problem.of(NOT_FOUND, "The current user session could not be found");
    }
}
