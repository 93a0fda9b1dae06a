package dev.meridian.region.accounts;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accounts in the database. */
final class AccountStore {

    private static final ProblemType NOT_FOUND = new ProblemType("user_not_found", 404);
    private static final ProblemType ALREADY_EXISTS = new ProblemType("user_already_exists", 409);

    private static final String INSERT = """
            insert into meridian.account (project_id, user_id, email, phone, name, password, password_updated_at, enabled,
                                          email_verified, phone_verified, labels, prefs, accessed_at, created_at, updated_at)
            values ($1, $2, nullif($3, ''), nullif($4, ''), $5, nullif($6, ''), $7, true, false, false, '{}', $8, $9, $9, $9)
            returning *
            """;

    private final Database database;
    private final InstantSource clock;
    private final Events events;

    AccountStore(Database database, InstantSource clock, Events events) {
        this.database = database;
        this.clock = clock;
        this.events = events;
    }

    /** What is known of a new account; an empty text stands for none. */
    record Draft(String id, String email, String phone, String name, String passwordHash) {}

    Future<Account> insert(String project, Draft draft, Cause doer) {
        return database.transaction(transaction -> insert(transaction, project, draft, doer))
                .recover(failure -> Future.failedFuture(Database.isDuplicate(failure) ? alreadyThere() : failure));
    }

    private Future<Account> insert(SqlConnection transaction, String project, Draft draft, Cause doer) {
        return transaction
                .preparedQuery(INSERT)
                .execute(Tuple.wrap(arguments(project, draft)))
                .map(rows -> Account.of(rows.iterator().next()))
                .compose(
                        made -> tell(transaction, project, made, "create", doer).map(made));
    }

    private Future<Void> tell(SqlConnection transaction, String project, Account account, String action, Cause doer) {
        return events.add(transaction, project, EventSubject.of("users", account.id()), action, account.toJson(), doer);
    }

    /** The project's first account; nothing when it has one already, be it since a moment ago. */
    Future<Optional<Account>> insertFirst(String project, Draft draft, Cause doer) {
        return database.transaction(transaction -> transaction
                .preparedQuery("select 1 from meridian.project where project_id = $1 for update")
                .execute(Tuple.of(project))
                .compose(locked -> transaction
                        .preparedQuery("select 1 from meridian.account where project_id = $1 limit 1")
                        .execute(Tuple.of(project)))
                .compose(others -> others.size() > 0
                        ? Future.succeededFuture(Optional.empty())
                        : insert(transaction, project, draft, doer).map(Optional::of)));
    }

    private @Nullable Object[] arguments(String project, Draft draft) {
        OffsetDateTime now = now();
        return new @Nullable Object[] {
            project,
            draft.id(),
            draft.email(),
            draft.phone(),
            draft.name(),
            draft.passwordHash(),
            draft.passwordHash().isEmpty() ? null : now,
            new JsonObject(),
            now
        };
    }

    Future<Optional<Account>> byEmail(String project, String email) {
        return database.read("select * from meridian.account where project_id = $1 and email = $2", project, email)
                .map(AccountStore::first);
    }

    Future<Account> byId(String project, String id) {
        return database.read("select * from meridian.account where project_id = $1 and user_id = $2", project, id)
                .map(rows -> first(rows).orElseThrow(AccountStore::notFound));
    }

    Future<List<Account>> list(String project, ListWindow window) {
        return database.read(
                        "select * from meridian.account where project_id = $1 order by created_at, user_id limit $2 offset $3",
                        project,
                        window.limit(),
                        window.offset())
                .map(rows -> {
                    List<Account> accounts = new ArrayList<>();
                    rows.forEach(row -> accounts.add(Account.of(row)));
                    return accounts;
                });
    }

    Future<Long> count(String project) {
        return database.read("select count(*) from meridian.account where project_id = $1", project)
                .map(rows -> rows.iterator().next().getLong(0));
    }

    Future<Void> delete(String project, String id, Cause doer) {
        return database.transaction(transaction -> transaction
                        .preparedQuery(
                                "delete from meridian.account where project_id = $1 and user_id = $2 returning *")
                        .execute(Tuple.of(project, id))
                        .map(rows -> first(rows).orElseThrow(AccountStore::notFound))
                        .compose(deleted -> tell(transaction, project, deleted, "delete", doer)
                                .map(true)))
                .mapEmpty();
    }

    private OffsetDateTime now() {
        return Datetimes.now(clock);
    }

    private static Optional<Account> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(Account.of(row));
        }
        return Optional.empty();
    }

    private static Problem alreadyThere() {
        return Problem.of(ALREADY_EXISTS, "A user with the same id, email, or phone already exists in this project");
    }

    private static Problem notFound() {
        return Problem.of(NOT_FOUND, "User with the requested ID could not be found");
    }
}
