package dev.meridian.region.accounts.identities;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.events.Cause;
import dev.meridian.region.events.EventSubject;
import dev.meridian.region.events.Events;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import dev.meridian.region.sealing.Sealer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Identities in the database. */
public final class IdentityStore {

    private static final ProblemType NOT_FOUND = new ProblemType("user_identity_not_found", 404);

    private final Database database;
    private final Sealer sealer;
    private final Events events;

    public IdentityStore(Database database, Sealer sealer, Events events) {
        this.database = database;
        this.sealer = sealer;
        this.events = events;
    }

    /** The reply's body of a list request, of all users. */
    public Future<JsonObject> list(String project, Parameters parameters) {
        return list(Identity.SHAPE, project, parameters);
    }

    /** The reply's body of a list request, of one user. */
    public Future<JsonObject> list(String project, String userId, Parameters parameters) {
        return list(Identity.SHAPE.pinned("user_id", ValueType.STRING, userId), project, parameters);
    }

    private Future<JsonObject> list(TableShape shape, String project, Parameters parameters) {
        return Listing.of(
                        database,
                        shape.pinned("project_id", ValueType.STRING, project),
                        new Visibility.Everything(),
                        parameters)
                .map(listing -> listing.model(
                        "identities", row -> Identity.of(project, row, sealer).toJson()));
    }

    /** Whosever it is. Fails with {@code user_identity_not_found}. */
    public Future<Void> delete(String project, String id, Cause doer) {
        return delete(project, "identity_id = $2", Tuple.of(project, id), doer);
    }

    /** A user's own. Fails with {@code user_identity_not_found}. */
    public Future<Void> delete(String project, String userId, String id, Cause doer) {
        return delete(project, "identity_id = $2 and user_id = $3", Tuple.of(project, id, userId), doer);
    }

    private Future<Void> delete(String project, String which, Tuple arguments, Cause doer) {
        return database.transaction(transaction -> transaction
                .preparedQuery("delete from meridian.identity where project_id = $1 and " + which + " returning *")
                .execute(arguments)
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.of(NOT_FOUND, "The identity could not be found");
                    }
                    return Identity.of(project, rows.iterator().next(), sealer);
                })
                .compose(gone -> tell(transaction, project, gone, doer)));
    }

    /** Listeners learn who, and not with which tokens. */
    private Future<Void> tell(SqlConnection transaction, String project, Identity identity, Cause doer) {
        EventSubject subject = EventSubject.of("users", identity.userId()).in("identities", identity.id());
        JsonObject payload = identity.toJson().put("providerAccessToken", "").put("providerRefreshToken", "");
        return events.add(transaction, project, subject, "delete", payload, doer);
    }
}
