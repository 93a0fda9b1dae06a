package dev.meridian.region.accounts.factors;

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
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Challenges in the database. Guesses are few: so many challenges of a user may be open, and each takes so many wrong answers, that
 * six digits are not found by trying.
 */
public final class Challenges {

    private static final Duration LENGTH = Duration.ofHours(1);
    private static final int MOST = 10;
    private static final int GUESSES = 5;

    private static final String INSERT = """
            insert into meridian.challenge (project_id, challenge_id, user_id, factor, attempts_left, expires_at, created_at,
                                            address, code_sha256)
            select $1, $2, $3, $4, $5, $6, $7, $9, $10
             where (select count(*) from meridian.challenge where project_id = $1 and user_id = $3) < $8
            returning user_id
            """;
    private static final String WHICH = " where project_id = $1 and user_id = $2 and challenge_id = $3";

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Events events;
    private final Authenticators authenticators;
    private final RecoveryCodes codes;

    public Challenges(
            Database database,
            InstantSource clock,
            Ids ids,
            Events events,
            Authenticators authenticators,
            RecoveryCodes codes) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
        this.authenticators = authenticators;
        this.codes = codes;
    }

    /** Asks for a factor that the user has. Fails as {@code general_rate_limit_exceeded} when too much was asked already. */
    public Future<Challenge> ask(String project, String userId, Factor factor, Cause doer) {
        return ask(project, userId, factor, Sent.NOTHING, doer);
    }

    /**
     * A code that a user is sent, and where to.
     *
     * @param address which is worth nothing any more when the user has another
     */
    public record Sent(String address, String code) {

        private static final Sent NOTHING = new Sent("", "");

        private String hash() {
            return code.isEmpty() ? "" : Secrets.sha256(code);
        }
    }

    /** As {@link #ask(String, String, Factor, Cause)}, of a factor that is a code. */
    public Future<Challenge> ask(String project, String userId, Factor factor, Sent sent, Cause doer) {
        OffsetDateTime now = Datetimes.now(clock);
        Challenge challenge =
                new Challenge(ids.unique(), userId, now.plus(LENGTH).toInstant(), now.toInstant());
        return database.transaction(transaction -> room(transaction, project, userId, now)
                .compose(room -> transaction
                        .preparedQuery(INSERT)
                        .execute(Tuple.from(List.of(
                                project,
                                challenge.id(),
                                userId,
                                factor.text(),
                                GUESSES,
                                now.plus(LENGTH),
                                now,
                                (long) MOST,
                                sent.address(),
                                sent.hash()))))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        throw tooMany();
                    }
                    return tell(transaction, project, challenge, doer);
                })
                .map(challenge));
    }

    /** One user's challenges are counted one after the other, and those that have expired not at all. */
    private static Future<Void> room(SqlConnection transaction, String project, String userId, OffsetDateTime now) {
        return transaction
                .preparedQuery("select 1 from meridian.account where project_id = $1 and user_id = $2 for update")
                .execute(Tuple.of(project, userId))
                .compose(locked -> transaction
                        .preparedQuery("delete from meridian.challenge where project_id = $1 and user_id = $2"
                                + " and expires_at <= $3")
                        .execute(Tuple.of(project, userId, now)))
                .mapEmpty();
    }

    private Future<Void> tell(SqlConnection transaction, String project, Challenge challenge, Cause doer) {
        EventSubject subject = EventSubject.of("users", challenge.userId()).in("challenges", challenge.id());
        return events.add(transaction, project, subject, "create", challenge.toJson(), doer);
    }

    /** The factor that an answer proves; a right answer is good once, a wrong one counts. Fails with {@code user_invalid_token}. */
    public Future<Factor> answer(String project, String userId, String id, String answer) {
        return database.transaction(transaction -> transaction
                        .preparedQuery("select * from meridian.challenge" + WHICH
                                + " and expires_at > $4 and attempts_left > 0 for update")
                        .execute(Tuple.of(project, userId, id, Datetimes.now(clock)))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(Optional.<Factor>empty())
                                : judge(transaction, project, rows.iterator().next(), answer)))
                .map(proved -> proved.orElseThrow(FactorProblems::invalidToken));
    }

    private Future<Optional<Factor>> judge(SqlConnection transaction, String project, Row row, String answer) {
        Factor factor = Factor.of(row.getString("factor")).orElseThrow(FactorProblems::invalidToken);
        String userId = row.getString("user_id");
        String after = "update meridian.challenge set attempts_left = attempts_left - 1" + WHICH;
        return isRight(transaction, project, row, factor, answer)
                .compose(right -> transaction
                        .preparedQuery(right ? "delete from meridian.challenge" + WHICH : after)
                        .execute(Tuple.of(project, userId, row.getString("challenge_id")))
                        .map(done -> right ? Optional.of(factor) : Optional.empty()));
    }

    private Future<Boolean> isRight(SqlConnection transaction, String project, Row row, Factor factor, String answer) {
        String userId = row.getString("user_id");
        return switch (factor) {
            case TOTP -> authenticators.use(transaction, project, userId, answer);
            case RECOVERY_CODE -> codes.use(transaction, project, userId, answer);
            case EMAIL, PHONE -> isSent(transaction, project, row, answer);
        };
    }

    /** Whether it is what was sent, to where the user is reached still. */
    private static Future<Boolean> isSent(SqlConnection transaction, String project, Row row, String answer) {
        String code = row.getString("code_sha256");
        if (code.isEmpty() || !code.equals(Secrets.sha256(answer))) {
            return Future.succeededFuture(false);
        }
        return transaction
                .preparedQuery("select 1 from meridian.account where project_id = $1 and user_id = $2"
                        + " and $3 = any(array[email, phone])")
                .execute(Tuple.of(project, row.getString("user_id"), row.getString("address")))
                .map(rows -> rows.size() > 0);
    }

    private static Problem tooMany() {
        return Problem.of(
                ProblemType.RATE_LIMIT_EXCEEDED,
                "Too many challenges are open. Answer one of them, or come back in an hour");
    }
}
