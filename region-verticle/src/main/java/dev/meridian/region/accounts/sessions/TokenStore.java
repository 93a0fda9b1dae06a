package dev.meridian.region.accounts.sessions;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.Secrets;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.FirstRow;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
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

    /** In a link in a mail, which logs in. */
    public static final String MAGIC_URL = "magic-url";

    /** A code in a mail, which logs in. */
    public static final String EMAIL_CODE = "email";

    /** A code in a text message, which logs in. */
    public static final String PHONE_CODE = "phone";

    /** In a link in a mail, which shows that the mail has arrived. */
    public static final String VERIFICATION = "verification";

    /** A code in a text message, which shows that it has arrived. */
    public static final String PHONE_VERIFICATION = "phone-verification";

    /** In a link in a mail, which lets choose another password. */
    public static final String RECOVERY = "recovery";

    private static final ProblemType INVALID = new ProblemType("user_invalid_token", 401);
    private static final int MOST = 100;
    private static final int GUESSES = 20;
    private static final int UNGUESSABLE_LENGTH = 24;

    /** Of one kind that is sent somewhere, so many may be open at once. */
    private static final int MOST_SENT = 10;

    private static final String INSERT = """
            insert into meridian.token (project_id, token_id, user_id, kind, address, secret_sha256, attempts_left,
                                        expires_at, created_at)
            select $1, $2, $3, $4, $5::text, $6, $7::integer, $8::timestamptz, $9::timestamptz
             where $5 = '' or (select count(*) from meridian.token
                                where project_id = $1 and user_id = $3 and kind = $4 and expires_at > $9) < $10
            returning token_id
            """;
    private static final String MAKE_ROOM = """
            delete from meridian.token where project_id = $1 and user_id = $2 and (expires_at <= $3 or token_id not in
                (select token_id from meridian.token where project_id = $1 and user_id = $2
                  order by created_at desc, token_id desc limit $4))
            """;
    private static final String WHICH = """
             meridian.token where project_id = $1 and user_id = $2 and kind = any($3) and secret_sha256 = $4
               and expires_at > $5 and attempts_left > 0
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

    /**
     * What a new token is to be.
     *
     * @param address where it is sent and which it proves; empty for none
     */
    public record Draft(String userId, String kind, String address, String secret, Duration lifetime) {}

    /** A token that was shown, with what it was made for. */
    public record Used(Token token, String kind, String address) {

        private static Used of(Row row) {
            Token token = new Token(
                    row.getString("token_id"),
                    row.getString("user_id"),
                    "",
                    row.getOffsetDateTime("expires_at").toInstant(),
                    row.getOffsetDateTime("created_at").toInstant());
            return new Used(token, row.getString("kind"), row.getString("address"));
        }

        /** Fails with {@code user_invalid_token} unless it was sent to where its user is reached now. */
        public void checkSentTo(String present) {
            if (address.isEmpty() || !address.equals(present)) {
                throw invalid();
            }
        }
    }

    /** @param length of its secret, in hexadecimal digits */
    public Future<Token> create(String project, String userId, String kind, int length, Duration lifetime, Cause doer) {
        String secret = ids.secret(length + length % 2).substring(0, length);
        return create(project, new Draft(userId, kind, "", secret, lifetime), doer);
    }

    /** Fails with {@code general_rate_limit_exceeded} when as many are on their way to the user already. */
    public Future<Token> create(String project, Draft draft, Cause doer) {
        OffsetDateTime now = Datetimes.now(clock);
        OffsetDateTime end = now.plus(draft.lifetime());
        Token token = new Token(ids.unique(), draft.userId(), draft.secret(), end.toInstant(), now.toInstant());
        return database.transaction(transaction -> hold(transaction, project, draft.userId())
                .compose(locked -> transaction
                        .preparedQuery(INSERT)
                        .execute(Tuple.from(List.of(
                                project,
                                token.id(),
                                draft.userId(),
                                draft.kind(),
                                draft.address(),
                                Secrets.sha256(draft.secret()),
                                draft.secret().length() < UNGUESSABLE_LENGTH ? GUESSES : Integer.MAX_VALUE,
                                end,
                                now,
                                (long) MOST_SENT))))
                .compose(made -> made.size() == 0
                        ? Future.failedFuture(tooMany())
                        : transaction.preparedQuery(MAKE_ROOM).execute(Tuple.of(project, draft.userId(), now, MOST)))
                .compose(room -> tell(transaction, project, draft.kind(), token, doer))
                .map(token));
    }

    /** Tokens of one user are made, and used up with others, one after the other; the user is held before their tokens are. */
    private static Future<Void> hold(SqlConnection transaction, String project, String userId) {
        return transaction
                .preparedQuery(
                        "select 1 from meridian.account where project_id = $1 and user_id = $2 for no key update")
                .execute(Tuple.of(project, userId))
                .mapEmpty();
    }

    private Future<Void> tell(SqlConnection transaction, String project, String kind, Token token, Cause doer) {
        String resource = switch (kind) {
            case RECOVERY -> "recovery";
            case VERIFICATION, PHONE_VERIFICATION -> "verification";
            default -> "tokens";
        };
        EventSubject subject = EventSubject.of("users", token.userId()).in(resource, token.id());
        Token shown = new Token(token.id(), token.userId(), "", token.expiresAt(), token.createdAt());
        return events.add(transaction, project, subject, "create", shown.toJson(), doer);
    }

    /** Uses a token up. Fails with {@code user_invalid_token}. */
    public Future<Used> use(String project, String userId, String secret, List<String> kinds) {
        return shown("delete from" + WHICH + " returning *", project, userId, secret, kinds);
    }

    /** A token that stays as it is. Fails with {@code user_invalid_token}. */
    public Future<Used> look(String project, String userId, String secret, List<String> kinds) {
        return shown("select * from" + WHICH, project, userId, secret, kinds);
    }

    private Future<Used> shown(String sql, String project, String userId, String secret, List<String> kinds) {
        Tuple which = which(project, userId, secret, kinds);
        return database.transaction(transaction ->
                        transaction.preparedQuery(sql).execute(which).map(rows -> FirstRow.of(rows, Used::of)))
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found.get())
                        : database.write(MISS, project, userId).compose(missed -> Future.failedFuture(invalid())));
    }

    /** Uses a token up as part of something larger, and all others of its kind with it. Fails with {@code user_invalid_token}. */
    public Future<Used> useLast(SqlConnection transaction, String project, String userId, String secret, String kind) {
        return hold(transaction, project, userId)
                .compose(held -> transaction
                        .preparedQuery("delete from" + WHICH + " returning *")
                        .execute(which(project, userId, secret, List.of(kind))))
                .map(rows -> FirstRow.of(rows, Used::of).orElseThrow(TokenStore::invalid))
                .compose(used -> transaction
                        .preparedQuery(
                                "delete from meridian.token where project_id = $1 and user_id = $2 and kind = $3")
                        .execute(Tuple.of(project, userId, kind))
                        .map(used));
    }

    private Tuple which(String project, String userId, String secret, List<String> kinds) {
        return Tuple.of(project, userId, kinds.toArray(String[]::new), Secrets.sha256(secret), Datetimes.now(clock));
    }

    public static Problem invalid() {
        return Problem.of(INVALID, "Invalid token passed in the request");
    }

    private static Problem tooMany() {
        return Problem.of(
                ProblemType.RATE_LIMIT_EXCEEDED,
                "Too many messages of this kind were asked for. Please try again later");
    }
}
