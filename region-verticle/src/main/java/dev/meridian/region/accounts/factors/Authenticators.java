package dev.meridian.region.accounts.factors;

import dev.meridian.core.id.Ids;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.OptionalLong;

/** Authenticator apps in the database, one for each user at most. What an app knows is kept sealed, and no code counts twice. */
public final class Authenticators {

    private static final String WHICH = " where project_id = $1 and user_id = $2";
    private static final String ADD = """
            insert into meridian.authenticator (project_id, user_id, secret_sealed, verified, last_step, created_at)
            values ($1, $2, $3, false, 0, $4)
            on conflict (project_id, user_id) do update set secret_sealed = $3, last_step = 0, created_at = $4
             where not authenticator.verified
            returning user_id
            """;

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Sealer sealer;

    public Authenticators(Database database, InstantSource clock, Ids ids, Sealer sealer) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.sealer = sealer;
    }

    /** Whether the user has one that was verified. */
    public Future<Boolean> isVerified(String project, String userId) {
        return database.read("select 1 from meridian.authenticator" + WHICH + " and verified", project, userId)
                .map(rows -> rows.size() > 0);
    }

    /**
     * Adds one that is yet to be verified, in place of another of that kind; what the app is to know, as the reply's body.
     * Fails with {@code user_authenticator_already_verified}.
     *
     * @param account what the app calls the user
     */
    public Future<JsonObject> add(SqlConnection transaction, String project, String userId, String account) {
        FactorProblems.checkSealable(sealer);
        String secret = ids.secret(2 * Totp.SECRET_BYTES);
        return transaction
                .preparedQuery(ADD)
                .execute(Tuple.of(project, userId, sealer.seal(secret, place(project, userId)), Datetimes.now(clock)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw FactorProblems.alreadyVerified();
                    }
                    byte[] bytes = HexFormat.of().parseHex(secret);
                    return new JsonObject()
                            .put("secret", Totp.base32(bytes))
                            .put("uri", Totp.uri(project, account, bytes));
                });
    }

    /**
     * Verifies it by a code. Fails with {@code user_invalid_token}, {@code user_authenticator_not_found}, or as already
     * verified.
     */
    public Future<Void> verify(SqlConnection transaction, String project, String userId, String code) {
        return locked(transaction, project, userId)
                .compose(rows -> {
                    if (rows.size() == 0) {
                        throw FactorProblems.noAuthenticator();
                    }
                    if (rows.iterator().next().getBoolean("verified")) {
                        throw FactorProblems.alreadyVerified();
                    }
                    return check(transaction, rows.iterator().next(), project, userId, code);
                })
                .map(right -> {
                    if (!right) {
                        throw FactorProblems.invalidToken();
                    }
                    return null;
                });
    }

    /** Whether a code is the one that a verified app shows now, and has not been used. */
    Future<Boolean> use(SqlConnection transaction, String project, String userId, String code) {
        return locked(transaction, project, userId)
                .compose(rows -> rows.size() > 0 && rows.iterator().next().getBoolean("verified")
                        ? check(transaction, rows.iterator().next(), project, userId, code)
                        : Future.succeededFuture(false));
    }

    private static Future<RowSet<Row>> locked(SqlConnection transaction, String project, String userId) {
        return transaction
                .preparedQuery("select * from meridian.authenticator" + WHICH + " for update")
                .execute(Tuple.of(project, userId));
    }

    private Future<Boolean> check(SqlConnection transaction, Row row, String project, String userId, String code) {
        byte[] secret = HexFormat.of().parseHex(sealer.open(row.getString("secret_sealed"), place(project, userId)));
        OptionalLong step = Totp.step(secret, code, clock.instant(), row.getLong("last_step"));
        return step.isEmpty()
                ? Future.succeededFuture(false)
                : transaction
                        .preparedQuery("update meridian.authenticator set verified = true, last_step = $3" + WHICH)
                        .execute(Tuple.of(project, userId, step.getAsLong()))
                        .map(true);
    }

    /** Fails with {@code user_authenticator_not_found} where none was verified. */
    public Future<Void> require(String project, String userId) {
        return isVerified(project, userId).map(verified -> {
            if (!verified) {
                throw FactorProblems.noAuthenticator();
            }
            return null;
        });
    }

    /** Fails with {@code user_authenticator_not_found}. */
    public Future<Void> delete(SqlConnection transaction, String project, String userId) {
        return transaction
                .preparedQuery("delete from meridian.authenticator" + WHICH + " returning user_id")
                .execute(Tuple.of(project, userId))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw FactorProblems.noAuthenticator();
                    }
                    return null;
                });
    }

    private static String place(String project, String userId) {
        return "authenticator of " + userId + " of " + project;
    }
}
