package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.SessionCookies;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.accounts.sessions.SessionStore;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.passwords.StoredPassword;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.settings.AuthMethod;
import dev.meridian.region.projects.settings.ProjectSettings;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways in: by password, by token, and anonymously (contract section 6.1). */
final class OwnEntrances {

    private static final ProblemType BLOCKED = new ProblemType("user_blocked", 403);
    private static final ProblemType SESSION_EXISTS = new ProblemType("user_session_already_exists", 401);
    private static final ProblemType NOT_IN_CONSOLE = new ProblemType("user_anonymous_console_prohibited", 401);

    private static final Logger log = LoggerFactory.getLogger(OwnEntrances.class);

    private final Stores stores;
    private final Database database;
    private final Passwords passwords;
    private final Ids ids;

    OwnEntrances(Stores stores, RegionContext region) {
        this.stores = stores;
        this.database = region.database();
        this.passwords = region.passwords();
        this.ids = region.node().ids();
    }

    void declare(Routes routes) {
        String sessions = "/v1/account/sessions";
        routes.post(sessions + "/email").alias(sessions).scope("sessions.write").workflow(this::logIn);
        routes.post(sessions + "/anonymous").scope("sessions.write").workflow(this::enterAnonymously);
        routes.post(sessions + "/token").scope("sessions.write").workflow(this::enterByToken);
    }

    private ApiReply logIn(ApiRequest request) {
        checkNoSession(request);
        allow(request, AuthMethod.EMAIL_PASSWORD);
        String email = AccountRules.email(request.parameters());
        String password = request.parameters().text("password", AccountRules.LONGEST_PASSWORD);
        Account account = authenticated(request.project(), email, password);
        return opened(
                request, account, new SessionStore.Login(account.id(), "email", account.email(), List.of("password")));
    }

    /** Makes a user whom nobody knows, and lets them in. */
    private ApiReply enterAnonymously(ApiRequest request) {
        checkNoSession(request);
        if (request.project().equals("console")) {
            throw Problem.of(NOT_IN_CONSOLE, "Anonymous users cannot be created for the console");
        }
        Own.checkRoom(request.project(), allow(request, AuthMethod.ANONYMOUS), stores.accounts());
        String id = ids.unique();
        AccountStore.Draft draft = new AccountStore.Draft(id, "", "", "", StoredPassword.NONE);
        SessionStore.Login login = new SessionStore.Login(id, "anonymous", "", List.of("anonymous"));
        Cause doer = Own.by(request, id);
        return given(
                request,
                await(database.transaction(transaction -> stores.accounts()
                        .insert(transaction, request.project(), draft, doer)
                        .compose(made -> stores.sessions()
                                .open(transaction, request.project(), login, Own.origin(request), doer)))));
    }

    /** Whoever shows a token of a user is that user. */
    private ApiReply enterByToken(ApiRequest request) {
        checkNoSession(request);
        String userId = request.parameters().id("userId");
        String secret = request.parameters().text("secret", 256);
        await(stores.tokens().use(request.project(), userId, secret, List.of(TokenStore.CUSTOM)));
        Account account = await(stores.accounts().byId(request.project(), userId));
        checkEnabled(account);
        return opened(request, account, new SessionStore.Login(userId, "token", "", List.of("token")));
    }

    /** The project's settings, if they let this way be used. */
    private ProjectSettings allow(ApiRequest request, AuthMethod method) {
        ProjectSettings rules = await(stores.settings().of(request.project()));
        method.require(rules, request.caller());
        return rules;
    }

    private static void checkNoSession(ApiRequest request) {
        if (request.caller() instanceof Caller.User) {
            throw Problem.of(SESSION_EXISTS, "Creation of a session is prohibited when a session is active");
        }
    }

    /** Who was blocked, or whose password was changed, between the proof and now is not let in. */
    private ApiReply opened(ApiRequest request, Account proved, SessionStore.Login login) {
        Cause doer = Own.by(request, login.userId());
        return given(
                request,
                await(database.transaction(transaction -> stores.accounts()
                        .hold(transaction, request.project(), proved)
                        .compose(same -> same
                                ? stores.sessions()
                                        .open(transaction, request.project(), login, Own.origin(request), doer)
                                : Future.failedFuture(Own.invalidCredentials())))));
    }

    /** A server gets the session in the reply, for its user; all others in cookies only. */
    private static ApiReply given(ApiRequest request, SessionStore.Opened opened) {
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

    private Account authenticated(String project, String email, String password) {
        Optional<Account> found = await(stores.accounts().byEmail(project, email));
        boolean right =
                await(passwords.verify(password, found.map(Account::password).orElse(StoredPassword.NONE)));
        if (found.isEmpty() || !right) {
            throw Own.invalidCredentials();
        }
        checkEnabled(found.get());
        renewHash(project, found.get(), password);
        return found.get();
    }

    private static void checkEnabled(Account account) {
        if (!account.enabled()) {
            throw Problem.of(BLOCKED, "The current user has been blocked");
        }
    }

    /** What is hashed otherwise than we hash is hashed anew, now that the password is known; nobody waits for it. */
    private void renewHash(String project, Account account, String password) {
        if (passwords.isOutdated(account.password())) {
            passwords
                    .hash(password)
                    .compose(fresh -> stores.accounts().rehash(project, account, fresh))
                    .onFailure(failure -> log.atWarn()
                            .addKeyValue("project", project)
                            .addKeyValue("user", account.id())
                            .setCause(failure)
                            .log("A password of another system was not hashed anew; the next log-in tries again"));
        }
    }
}
