package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.accounts.sessions.SessionStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.passwords.StoredPassword;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.settings.AuthMethod;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways in: by password, and anonymously (contract section 6.1). */
final class OwnEntrances {

    private static final ProblemType NOT_IN_CONSOLE = new ProblemType("user_anonymous_console_prohibited", 401);

    private static final Logger log = LoggerFactory.getLogger(OwnEntrances.class);

    private final Stores stores;
    private final Door door;
    private final Database database;
    private final Passwords passwords;
    private final Ids ids;

    OwnEntrances(Stores stores, Door door, RegionContext region) {
        this.stores = stores;
        this.door = door;
        this.database = region.database();
        this.passwords = region.passwords();
        this.ids = region.node().ids();
    }

    void declare(Routes routes) {
        String sessions = "/v1/account/sessions";
        routes.post(sessions + "/email").alias(sessions).scope("sessions.write").workflow(this::logIn);
        routes.post(sessions + "/anonymous").scope("sessions.write").workflow(this::enterAnonymously);
    }

    private ApiReply logIn(ApiRequest request) {
        Door.checkNoSession(request);
        door.allow(request, AuthMethod.EMAIL_PASSWORD);
        String email = AccountRules.email(request.parameters());
        String password = request.parameters().text("password", AccountRules.LONGEST_PASSWORD);
        Account account = authenticated(request.project(), email, password);
        return door.opened(
                request, account, new SessionStore.Login(account.id(), "email", account.email(), List.of("password")));
    }

    /** Makes a user whom nobody knows, and lets them in. */
    private ApiReply enterAnonymously(ApiRequest request) {
        Door.checkNoSession(request);
        if (request.project().equals("console")) {
            throw Problem.of(NOT_IN_CONSOLE, "Anonymous users cannot be created for the console");
        }
        Own.checkRoom(request.project(), door.allow(request, AuthMethod.ANONYMOUS), stores.accounts());
        String id = ids.unique();
        AccountStore.Draft draft = new AccountStore.Draft(id, "", "", "", StoredPassword.NONE);
        SessionStore.Login login = new SessionStore.Login(id, "anonymous", "", List.of("anonymous"));
        Cause doer = Own.by(request, id);
        return Door.given(
                request,
                await(database.transaction(transaction -> stores.accounts()
                        .insert(transaction, request.project(), draft, doer)
                        .compose(made -> stores.sessions()
                                .open(transaction, request.project(), login, Own.origin(request), doer)))));
    }

    private Account authenticated(String project, String email, String password) {
        Optional<Account> found = await(stores.accounts().byEmail(project, email));
        boolean right =
                await(passwords.verify(password, found.map(Account::password).orElse(StoredPassword.NONE)));
        if (found.isEmpty() || !right) {
            throw Own.invalidCredentials();
        }
        Door.checkEnabled(found.get());
        renewHash(project, found.get(), password);
        return found.get();
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
