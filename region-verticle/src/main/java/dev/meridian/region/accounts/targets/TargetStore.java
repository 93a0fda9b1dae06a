package dev.meridian.region.accounts.targets;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.Datetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Targets in the database. Within a project each address is one target at most. */
public final class TargetStore {

    private static final ProblemType NOT_FOUND = new ProblemType("user_target_not_found", 404);
    private static final ProblemType ALREADY_EXISTS = new ProblemType("user_target_already_exists", 409);

    private static final String INSERT = """
            insert into meridian.target (project_id, target_id, user_id, session_id, provider_id, provider_type, identifier,
                                         name, expired, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $9) on conflict do nothing returning *
            """;
    private static final String MOVE = """
            update meridian.target set identifier = $5, updated_at = $6
             where project_id = $1 and user_id = $2 and provider_type = $3 and identifier = $4
               and not exists (select 1 from meridian.target where project_id = $1 and identifier = $5)
            """;
    private static final String WHICH = " where project_id = $1 and user_id = $2 and target_id = $3";

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final Events events;

    public TargetStore(Database database, InstantSource clock, Ids ids, Events events) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
    }

    /**
     * What is known of a new target.
     *
     * @param session that it goes with, empty for none
     */
    public record Draft(
            String id, String userId, String session, String providerId, String type, String identifier, String name) {}

    /** Fails with {@code user_target_already_exists}. */
    public Future<Target> insert(String project, Draft draft, Cause doer) {
        return database.transaction(transaction -> insert(transaction, project, draft)
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw exists();
                    }
                    return Target.of(rows.iterator().next());
                })
                .compose(made -> tell(transaction, project, made, "create", doer)));
    }

    private Future<RowSet<Row>> insert(SqlConnection transaction, String project, Draft draft) {
        return transaction
                .preparedQuery(INSERT)
                .execute(Tuple.from(Arrays.asList(
                        project,
                        draft.id(),
                        draft.userId(),
                        draft.session(),
                        draft.providerId(),
                        draft.type(),
                        draft.identifier(),
                        draft.name(),
                        Datetimes.now(clock))));
    }

    /**
     * Has the target of an account's own address be the address that it has now. It stays the same target, so that its
     * subscriptions stay; where the new address is somebody's target already, there is none.
     */
    public Future<Void> follow(
            SqlConnection transaction, String project, String userId, String type, String from, String to) {
        if (from.equals(to)) {
            return Future.succeededFuture();
        }
        Future<RowSet<Row>> moved = from.isEmpty() || to.isEmpty()
                ? Future.succeededFuture()
                : transaction
                        .preparedQuery(MOVE)
                        .execute(Tuple.from(List.of(project, userId, type, from, to, Datetimes.now(clock))));
        return moved.compose(done -> transaction
                        .preparedQuery("delete from meridian.target where project_id = $1 and user_id = $2"
                                + " and provider_type = $3 and identifier = $4")
                        .execute(Tuple.of(project, userId, type, from)))
                .compose(gone -> to.isEmpty()
                        ? Future.succeededFuture()
                        : insert(transaction, project, new Draft(ids.unique(), userId, "", "", type, to, ""))
                                .mapEmpty());
    }

    /** Fails with {@code user_target_not_found}. */
    public Future<Target> find(String project, String userId, String id) {
        return database.read("select * from meridian.target" + WHICH, project, userId, id)
                .map(TargetStore::one);
    }

    /** Fails with {@code user_target_not_found} or, if the address is another's, {@code user_target_already_exists}. */
    public Future<Target> change(String project, String userId, String id, UnaryOperator<Target> decision, Cause doer) {
        return database.transaction(transaction -> transaction
                        .preparedQuery("select * from meridian.target" + WHICH + " for update")
                        .execute(Tuple.of(project, userId, id))
                        .map(TargetStore::one)
                        .compose(before -> update(transaction, project, decision.apply(before)))
                        .compose(after -> tell(transaction, project, after, "update", doer)))
                .recover(failure -> Future.failedFuture(Database.isDuplicate(failure) ? exists() : failure));
    }

    private Future<Target> update(SqlConnection transaction, String project, Target target) {
        return transaction
                .preparedQuery("update meridian.target set identifier = $4, provider_id = $5, name = $6, expired = $7,"
                        + " updated_at = $8" + WHICH + " returning *")
                .execute(Tuple.from(List.of(
                        project,
                        target.userId(),
                        target.id(),
                        target.identifier(),
                        target.providerId(),
                        target.name(),
                        target.expired(),
                        Datetimes.now(clock))))
                .map(TargetStore::one);
    }

    /** Fails with {@code user_target_not_found}. */
    public Future<Void> delete(String project, String userId, String id, Cause doer) {
        return database.transaction(transaction -> transaction
                        .preparedQuery("delete from meridian.target" + WHICH + " returning *")
                        .execute(Tuple.of(project, userId, id))
                        .map(TargetStore::one)
                        .compose(gone -> tell(transaction, project, gone, "delete", doer)))
                .mapEmpty();
    }

    private Future<Target> tell(SqlConnection transaction, String project, Target target, String action, Cause doer) {
        EventSubject subject = EventSubject.of("users", target.userId()).in("targets", target.id());
        return events.add(transaction, project, subject, action, target.toJson(), doer)
                .map(target);
    }

    private static Target one(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw notFound();
        }
        return Target.of(rows.iterator().next());
    }

    public static Problem notFound() {
        return Problem.of(NOT_FOUND, "The target could not be found");
    }

    private static Problem exists() {
        return Problem.of(ALREADY_EXISTS, "A target with the same ID or identifier already exists");
    }
}
