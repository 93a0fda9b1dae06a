package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.SessionCookies;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.sessions.SessionStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.settings.AuthMethod;
import dev.meridian.region.projects.settings.ProjectSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/** What all ways in lead through: whoever has proved who they are is given a session (contract section 6.1). */
final class Door {

    private static final ProblemType BLOCKED = new ProblemType("user_blocked", 403);
    private static final ProblemType SESSION_EXISTS = new ProblemType("user_session_already_exists", 401);

    private final Stores stores;
    private final Database database;
    private final SessionAlerts alerts;

    Door(Stores stores, Database database, SessionAlerts alerts) {
        this.stores = stores;
        this.database = database;
        this.alerts = alerts;
    }

    static void checkNoSession(ApiRequest request) {
        if (request.caller() instanceof Caller.User) {
            throw Problem.of(SESSION_EXISTS, "Creation of a session is prohibited when a session is active");
        }
    }

    static void checkEnabled(Account account) {
        if (!account.enabled()) {
            throw Problem.of(BLOCKED, "The current user has been blocked");
        }
    }

    /** The project's settings, if they let this way be used. */
    ProjectSettings allow(ApiRequest request, AuthMethod method) {
        ProjectSettings rules = await(stores.settings().of(request.project()));
        method.require(rules, request.caller());
        return rules;
    }

    ApiReply opened(ApiRequest request, Account proved, SessionStore.Login login) {
        return opened(request, proved, login, transaction -> Future.succeededFuture());
    }

    /**
     * Who was blocked, or whose password was changed, between the proof and now is not let in.
     *
     * @param first is done before, in the same transaction
     */
    ApiReply opened(
            ApiRequest request, Account proved, SessionStore.Login login, Function<SqlConnection, Future<Void>> first) {
        Cause doer = Own.by(request, login.userId());
        SessionStore.Opened opened = await(database.transaction(transaction -> stores.accounts()
                .hold(transaction, request.project(), proved)
                .compose(same -> same
                        ? first.apply(transaction)
                                .compose(done -> stores.sessions()
                                        .open(transaction, request.project(), login, Own.origin(request), doer))
                        : Future.failedFuture(Own.invalidCredentials()))));
        alerts.opened(request, proved, opened);
        return given(request, opened);
    }

    /** A server gets the session in the reply, for its user; all others in cookies only. */
    static ApiReply given(ApiRequest request, SessionStore.Opened opened) {
        String secret = request.caller().isPrivileged() ? opened.value() : "";
        ApiReply reply = ApiReply.json(201, opened.session().toJson(true, secret));
        SessionCookies.give(
                reply,
                request.head(),
                request.project(),
                opened.value(),
                opened.session().expiresAt());
        return reply;
    }
}
