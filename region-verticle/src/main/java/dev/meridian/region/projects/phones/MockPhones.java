package dev.meridian.region.projects.phones;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.FirstRow;
import dev.meridian.region.postgres.InTurn;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Mock phones in the database. */
public final class MockPhones {

    private static final ProblemType NOT_FOUND = new ProblemType("mock_number_not_found", 404);
    private static final ProblemType ALREADY_EXISTS = new ProblemType("mock_number_already_exists", 409);
    private static final ProblemType TOO_MANY = new ProblemType("mock_number_limit_exceeded", 400);
    private static final int MOST = 5_000;

    private static final String ONE = " where project_id = $1 and number = $2";
    private static final String INSERT = """
            insert into meridian.mock_phone (project_id, number, otp, created_at, updated_at)
            values ($1, $2, $3, $4, $4) on conflict do nothing returning *
            """;
    private static final String LIST = """
            select *, count(*) over () as matching from meridian.mock_phone where project_id = $1
             order by sequence limit $2 offset $3
            """;

    private final Database database;
    private final Events events;
    private final InstantSource clock;

    public MockPhones(RegionContext region) {
        this.database = region.database();
        this.events = region.events();
        this.clock = region.node().clock();
    }

    record Page(List<MockPhone> phones, long total) {}

    /** The code of a number, if it is one of the project's mock phones. */
    public Future<Optional<String>> otp(String project, String number) {
        return read(project, number).map(found -> found.map(MockPhone::otp));
    }

    /** Some of the numbers with their codes, in the words of consoles. */
    public Future<JsonArray> codes(String project, int most) {
        return database.read(
                        "select number, otp from meridian.mock_phone where project_id = $1 order by sequence limit $2",
                        project,
                        most)
                .map(rows -> {
                    JsonArray codes = new JsonArray();
                    rows.forEach(row -> codes.add(new JsonObject()
                            .put("phone", row.getString("number"))
                            .put("otp", row.getString("otp"))));
                    return codes;
                });
    }

    /** Fails with {@code mock_number_not_found}. */
    Future<MockPhone> find(String project, String number) {
        return read(project, number).map(found -> found.orElseThrow(MockPhones::notFound));
    }

    private Future<Optional<MockPhone>> read(String project, String number) {
        return database.read("select * from meridian.mock_phone" + ONE, project, number)
                .map(rows -> FirstRow.of(rows, MockPhone::of));
    }

    Future<Page> list(String project, ListWindow window) {
        return database.read(LIST, project, window.limit(), window.offset()).map(rows -> {
            List<MockPhone> phones = new ArrayList<>();
            long total = 0;
            for (Row row : rows) {
                phones.add(MockPhone.of(row));
                total = row.getLong("matching");
            }
            return new Page(phones, total);
        });
    }

    /** Fails with {@code mock_number_already_exists} or {@code mock_number_limit_exceeded}. */
    Future<MockPhone> create(String project, String number, String otp, Cause doer) {
        return told(
                project,
                "create",
                doer,
                connection -> connection
                        .preparedQuery("select count(*) from meridian.mock_phone where project_id = $1")
                        .execute(Tuple.of(project))
                        .compose(rows -> {
                            if (rows.iterator().next().getLong(0) >= MOST) {
                                throw Problem.of(
                                        TOO_MANY, "The project has as many mock phones as it may have: " + MOST);
                            }
                            return connection
                                    .preparedQuery(INSERT)
                                    .execute(Tuple.of(project, number, otp, Datetimes.now(clock)));
                        })
                        .map(rows -> FirstRow.of(rows, MockPhone::of)
                                .orElseThrow(() -> Problem.of(
                                        ALREADY_EXISTS,
                                        "Mock phone with the same number already exists in this project"))));
    }

    /** Has these and no others. */
    Future<Void> replace(String project, Map<String, String> codes) {
        return database.transaction(connection -> connection
                .preparedQuery("delete from meridian.mock_phone where project_id = $1")
                .execute(Tuple.of(project))
                .compose(gone -> InTurn.each(
                        codes.entrySet(),
                        code -> connection
                                .preparedQuery(INSERT)
                                .execute(Tuple.of(project, code.getKey(), code.getValue(), Datetimes.now(clock)))
                                .mapEmpty())));
    }

    /** Fails with {@code mock_number_not_found}. */
    Future<MockPhone> update(String project, String number, String otp, Cause doer) {
        return told(
                project,
                "update",
                doer,
                connection -> connection
                        .preparedQuery(
                                "update meridian.mock_phone set otp = $3, updated_at = $4" + ONE + " returning *")
                        .execute(Tuple.of(project, number, otp, Datetimes.now(clock)))
                        .map(rows -> FirstRow.of(rows, MockPhone::of).orElseThrow(MockPhones::notFound)));
    }

    /** Fails with {@code mock_number_not_found}. */
    Future<MockPhone> delete(String project, String number, Cause doer) {
        return told(
                project,
                "delete",
                doer,
                connection -> connection
                        .preparedQuery("delete from meridian.mock_phone" + ONE + " returning *")
                        .execute(Tuple.of(project, number))
                        .map(rows -> FirstRow.of(rows, MockPhone::of).orElseThrow(MockPhones::notFound)));
    }

    private Future<MockPhone> told(
            String project, String action, Cause doer, Function<SqlConnection, Future<MockPhone>> change) {
        return database.transaction(connection -> change.apply(connection)
                .compose(phone -> events.add(
                                connection,
                                project,
                                EventSubject.of("mock-phones", phone.number()),
                                action,
                                phone.model(),
                                doer)
                        .map(phone)));
    }

    private static Problem notFound() {
        return Problem.of(NOT_FOUND, "Mock phone with the requested number could not be found");
    }
}
