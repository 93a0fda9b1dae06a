package dev.meridian.region.accounts.profiles;

import dev.meridian.region.accounts.targets.TargetStore;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.passwords.StoredPassword;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.FirstRow;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Accounts in the database. An address of an account is one of its targets as well, as long as nobody else's is the same. */
public final class AccountStore {

    private static final String INSERT = """
            insert into meridian.account (project_id, user_id, email, phone, name, password, password_kind, password_options,
                                          password_updated_at, enabled, email_verified, phone_verified, labels, prefs,
                                          accessed_at, created_at, updated_at)
            values ($1, $2, nullif($3, ''), nullif($4, ''), $5, nullif($6, ''), $7, $8, $9, true, false, false, '{}', '{}',
                    $10, $10, $10)
            """;
    private static final String ONE = "select * from meridian.person where project_id = $1 and user_id = $2";

    private final Database database;
    private final InstantSource clock;
    private final TargetStore targets;
    private final Events events;

    public AccountStore(Database database, InstantSource clock, TargetStore targets, Events events) {
        this.database = database;
        this.clock = clock;
        this.targets = targets;
        this.events = events;
    }

    /** What is known of a new account; an empty text stands for none. */
    public record Draft(String id, String email, String phone, String name, StoredPassword password) {}

    /** Fails with {@code user_already_exists}. */
    public Future<Account> insert(String project, Draft draft, Cause doer) {
        return database.transaction(transaction -> insert(transaction, project, draft, doer))
                .recover(failure -> Future.failedFuture(AccountProblems.ofCreation(failure)));
    }

    /** As part of something larger, whose failure {@link AccountProblems} does not name. */
    public Future<Account> insert(SqlConnection transaction, String project, Draft draft, Cause doer) {
        return transaction
                .preparedQuery(INSERT)
                .execute(Tuple.wrap(arguments(project, draft)))
                .compose(made -> targets.follow(transaction, project, draft.id(), "email", "", draft.email()))
                .compose(done -> targets.follow(transaction, project, draft.id(), "sms", "", draft.phone()))
                .compose(done -> one(transaction, project, draft.id()))
                .compose(
                        made -> tell(transaction, project, made, "create", doer).map(made));
    }

    private @Nullable Object[] arguments(String project, Draft draft) {
        OffsetDateTime now = now();
        StoredPassword password = draft.password();
        return new @Nullable Object[] {
            project,
            draft.id(),
            draft.email(),
            draft.phone(),
            draft.name(),
            password.hash(),
            password.kind(),
            password.options(),
            password.isNone() ? null : now,
            now
        };
    }

    private Future<Void> tell(SqlConnection transaction, String project, Account account, String action, Cause doer) {
        return events.add(transaction, project, EventSubject.of("users", account.id()), action, account.toJson(), doer);
    }

    /** The project's first account; nothing when it has one already, be it since a moment ago. */
    public Future<Optional<Account>> insertFirst(String project, Draft draft, Cause doer) {
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

    /** Changes an account as it is decided while nobody else changes it. Fails with {@code user_not_found}. */
    public Future<Account> change(String project, String id, Function<Account, AccountChange> decision, Cause doer) {
        return database.transaction(transaction -> change(transaction, project, id, decision, doer))
                .recover(failure -> Future.failedFuture(AccountProblems.ofChange(failure)));
    }

    /** As part of something larger. */
    public Future<Account> change(
            SqlConnection transaction,
            String project,
            String id,
            Function<Account, AccountChange> decision,
            Cause doer) {
        return transaction
                .preparedQuery("select 1 from meridian.account where project_id = $1 and user_id = $2 for update")
                .execute(Tuple.of(project, id))
                .compose(locked -> one(transaction, project, id))
                .compose(before -> change(transaction, project, before, decision.apply(before), doer));
    }

    private Future<Account> change(
            SqlConnection transaction, String project, Account before, AccountChange change, Cause doer) {
        List<Object> arguments = new ArrayList<>(List.of(project, before.id(), now()));
        arguments.addAll(change.values());
        return transaction
                .preparedQuery("update meridian.account set updated_at = $3, " + change.assignments()
                        + " where project_id = $1 and user_id = $2")
                .execute(Tuple.wrap(arguments))
                .compose(changed -> one(transaction, project, before.id()))
                .compose(after -> follow(transaction, project, before, after))
                .compose(after ->
                        tell(transaction, project, after, change.action(), doer).map(after));
    }

    private Future<Account> follow(SqlConnection transaction, String project, Account before, Account after) {
        if (before.email().equals(after.email()) && before.phone().equals(after.phone())) {
            return Future.succeededFuture(after);
        }
        return targets.follow(transaction, project, after.id(), "email", before.email(), after.email())
                .compose(done -> targets.follow(transaction, project, after.id(), "sms", before.phone(), after.phone()))
                .compose(done -> one(transaction, project, after.id()));
    }

    /** Replaces a hash by one of the same password, unless the password has been changed meanwhile. Nobody is told. */
    public Future<Void> rehash(String project, Account account, StoredPassword fresh) {
        return database.write(
                        "update meridian.account set password = $4, password_kind = $5, password_options = $6"
                                + " where project_id = $1 and user_id = $2 and password = $3",
                        project,
                        account.id(),
                        account.password().hash(),
                        fresh.hash(),
                        fresh.kind(),
                        fresh.options())
                .mapEmpty();
    }

    /**
     * Holds an account as it is until the transaction ends. Whether whoever proved to be it, as it was read, may come in:
     * it is there, is not blocked, and has the same password, be it hashed anew.
     */
    public Future<Boolean> hold(SqlConnection transaction, String project, Account read) {
        return transaction
                .preparedQuery(
                        "select 1 from meridian.account where project_id = $1 and user_id = $2 for no key update")
                .execute(Tuple.of(project, read.id()))
                .compose(locked -> locked.size() == 0
                        ? Future.succeededFuture(false)
                        : one(transaction, project, read.id())
                                .map(present -> present.enabled()
                                        && present.passwordUpdatedAt().equals(read.passwordUpdatedAt())));
    }

    public Future<Optional<Account>> byEmail(String project, String email) {
        return database.read("select * from meridian.person where project_id = $1 and email = $2", project, email)
                .map(rows -> FirstRow.of(rows, Account::of));
    }

    public Future<Optional<Account>> byPhone(String project, String phone) {
        return database.read("select * from meridian.person where project_id = $1 and phone = $2", project, phone)
                .map(rows -> FirstRow.of(rows, Account::of));
    }

    /** Hashes of passwords that a user had before, the newest first. */
    public Future<List<String>> earlierPasswords(String project, String id) {
        return database.read(
                        "select earlier_passwords from meridian.account where project_id = $1 and user_id = $2",
                        project,
                        id)
                .map(rows -> rows.size() == 0
                        ? List.of()
                        : List.of(rows.iterator().next().getArrayOfStrings(0)));
    }

    /** Fails with {@code user_not_found}. */
    public Future<Account> byId(String project, String id) {
        return database.read(ONE, project, id)
                .map(rows -> FirstRow.of(rows, Account::of).orElseThrow(AccountProblems::notFound));
    }

    private static Future<Account> one(SqlConnection transaction, String project, String id) {
        return transaction
                .preparedQuery(ONE)
                .execute(Tuple.of(project, id))
                .map(rows -> FirstRow.of(rows, Account::of).orElseThrow(AccountProblems::notFound));
    }

    public Future<Long> count(String project) {
        return database.read("select count(*) from meridian.account where project_id = $1", project)
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Fails with {@code user_not_found}. */
    public Future<Void> delete(String project, String id, Cause doer) {
        return database.transaction(transaction -> one(transaction, project, id)
                        .compose(account -> transaction
                                .preparedQuery("delete from meridian.account where project_id = $1 and user_id = $2")
                                .execute(Tuple.of(project, id))
                                .compose(deleted -> tell(transaction, project, account, "delete", doer))
                                .map(true)))
                .mapEmpty();
    }

    private OffsetDateTime now() {
        return Datetimes.now(clock);
    }
}
