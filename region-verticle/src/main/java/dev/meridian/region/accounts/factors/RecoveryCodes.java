package dev.meridian.region.accounts.factors;

import dev.meridian.core.id.Ids;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Codes in the database with which users come in who have lost their other factors; each is good once. Kept sealed. */
public final class RecoveryCodes {

    private static final int COUNT = 6;
    private static final int LENGTH = 10;
    private static final String WHICH = " where project_id = $1 and user_id = $2";

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Sealer sealer;

    public RecoveryCodes(Database database, InstantSource clock, Ids ids, Sealer sealer) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.sealer = sealer;
    }

    /** Those that have not been used; none where there never were any. */
    public Future<List<String>> of(String project, String userId) {
        return database.read("select codes_sealed from meridian.recovery_codes" + WHICH, project, userId)
                .map(rows -> opened(rows, project, userId).orElse(List.of()));
    }

    /** Fails with {@code user_recovery_codes_already_exists}. */
    public Future<List<String>> create(SqlConnection transaction, String project, String userId) {
        List<String> codes = drawn();
        return transaction
                .preparedQuery("insert into meridian.recovery_codes (project_id, user_id, codes_sealed, created_at)"
                        + " values ($1, $2, $3, $4) on conflict do nothing returning user_id")
                .execute(Tuple.of(project, userId, sealed(codes, project, userId), Datetimes.now(clock)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw FactorProblems.codesExist();
                    }
                    return codes;
                });
    }

    /** Others in place of those that there are. Fails with {@code user_recovery_codes_not_found}. */
    public Future<List<String>> renew(SqlConnection transaction, String project, String userId) {
        List<String> codes = drawn();
        return transaction
                .preparedQuery("update meridian.recovery_codes set codes_sealed = $3, created_at = $4" + WHICH
                        + " returning user_id")
                .execute(Tuple.of(project, userId, sealed(codes, project, userId), Datetimes.now(clock)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw FactorProblems.noCodes();
                    }
                    return codes;
                });
    }

    /** Uses a code up; whether it was one. */
    Future<Boolean> use(SqlConnection transaction, String project, String userId, String code) {
        return transaction
                .preparedQuery("select codes_sealed from meridian.recovery_codes" + WHICH + " for update")
                .execute(Tuple.of(project, userId))
                .compose(rows -> {
                    List<String> codes = opened(rows, project, userId).orElse(List.of());
                    List<String> others =
                            codes.stream().filter(one -> !isSame(one, code)).toList();
                    return others.size() == codes.size()
                            ? Future.succeededFuture(false)
                            : transaction
                                    .preparedQuery("update meridian.recovery_codes set codes_sealed = $3" + WHICH)
                                    .execute(Tuple.of(project, userId, sealed(others, project, userId)))
                                    .map(true);
                });
    }

    private List<String> drawn() {
        FactorProblems.checkSealable(sealer);
        return Stream.generate(() -> ids.secret(LENGTH)).limit(COUNT).toList();
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private String sealed(List<String> codes, String project, String userId) {
        return sealer.seal(new JsonArray(codes).encode(), place(project, userId));
    }

    private Optional<List<String>> opened(RowSet<Row> rows, String project, String userId) {
        for (Row row : rows) {
            String text = sealer.open(row.getString("codes_sealed"), place(project, userId));
            return Optional.of(
                    new JsonArray(text).stream().map(String.class::cast).toList());
        }
        return Optional.empty();
    }

    private static String place(String project, String userId) {
        return "recovery codes of " + userId + " of " + project;
    }

    /** The reply's body. */
    public static JsonObject model(List<String> codes) {
        return new JsonObject().put("recoveryCodes", new JsonArray(codes));
    }
}
