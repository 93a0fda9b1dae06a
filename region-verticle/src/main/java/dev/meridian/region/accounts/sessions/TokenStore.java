package dev.meridian.region.accounts.sessions;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Tokens in the database, each used once at most. One whose secret is short enough to be guessed stands a few wrong guesses
 * at its user and then no more.
 */
public final class TokenStore {

    /** Made by servers for whom they please. */
    public static final String CUSTOM = "custom";

    private static final ProblemType INVALID = new ProblemType("user_invalid_token", 401);
    private static final int MOST = 100;
    private static final int GUESSES = 20;
    private static final int UNGUESSABLE_LENGTH = 24;

    private static final String INSERT = """
            insert into meridian.token (project_id, token_id, user_id, kind, secret_sha256, attempts_left, expires_at,
                                        created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """;
    private static final String MAKE_ROOM = """
            delete from meridian.token where project_id = $1 and user_id = $2 and (expires_at <= $3 or token_id not in
                (select token_id from meridian.token where project_id = $1 and user_id = $2
                  order by created_at desc, token_id desc limit $4))
            """;
    private static final String USE = """
            delete from meridian.token where project_id = $1 and user_id = $2 and kind = any($3) and secret_sha256 = $4
               and expires_at > $5 and attempts_left > 0 returning kind
            """;
    private static final String MISS = """
            update meridian.token set attempts_left = attempts_left - 1
             where project_id = $1 and user_id = $2 and attempts_left > 0
            """;

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Events events;

    public TokenStore(Database database, InstantSource clock, Ids ids, Events events) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
    }

    /** @param length of its secret, in hexadecimal digits */
    public Future<Token> create(String project, String userId, String kind, int length, Duration lifetime, Cause doer) {
        OffsetDateTime now = Datetimes.now(clock);
        String secret = ids.secret(length + length % 2).substring(0, length);
        Token token = new Token(ids.unique(), userId, secret, now.plus(lifetime).toInstant(), now.toInstant());
        return database.transaction(transaction -> transaction
                .preparedQuery(INSERT)
                .execute(Tuple.from(List.of(
                        project,
                        token.id(),
                        userId,
                        kind,
                        Secrets.sha256(secret),
                        length < UNGUESSABLE_LENGTH ? GUESSES : Integer.MAX_VALUE,
                        now.plus(lifetime),
                        now)))
                .compose(made -> transaction.preparedQuery(MAKE_ROOM).execute(Tuple.of(project, userId, now, MOST)))
                .compose(room -> tell(transaction, project, token, doer))
                .map(token));
    }

    private Future<Void> tell(SqlConnection transaction, String project, Token token, Cause doer) {
        EventSubject subject = EventSubject.of("users", token.userId()).in("tokens", token.id());
        Token shown = new Token(token.id(), token.userId(), "", token.expiresAt(), token.createdAt());
        return events.add(transaction, project, subject, "create", shown.toJson(), doer);
    }

    /** Uses a token up; what kind it was. Fails with {@code user_invalid_token}. */
    public Future<String> use(String project, String userId, String secret, List<String> kinds) {
        return database.write(
                        USE,
                        project,
                        userId,
                        kinds.toArray(String[]::new),
                        Secrets.sha256(secret),
                        Datetimes.now(clock))
                .compose(used -> used.size() > 0
                        ? Future.succeededFuture(used.iterator().next().getString("kind"))
                        : database.write(MISS, project, userId).compose(missed -> Future.failedFuture(invalid())));
    }

    private static Problem invalid() {
        return Problem.of(INVALID, "Invalid token passed in the request");
    }
}
