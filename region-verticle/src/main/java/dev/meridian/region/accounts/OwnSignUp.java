package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.settings.AuthMethod;
import dev.meridian.region.projects.settings.PersonalData;
import dev.meridian.region.projects.settings.ProjectSettings;
import dev.meridian.region.projects.settings.SettingsStore;

/** Users sign up with an address and a password. To the console only the first may, unless its owner opens it. */
final class OwnSignUp {

    private static final ProblemType CONSOLE_CLOSED = new ProblemType("user_console_count_exceeded", 501);
    private static final String CONSOLE = "console";

    private final AccountStore accounts;
    private final NewPasswords passwords;
    private final SettingsStore settings;
    private final Ids ids;
    private final boolean openConsole;

    OwnSignUp(Stores stores, RegionContext region) {
        this.accounts = stores.accounts();
        this.settings = stores.settings();
        this.passwords = new NewPasswords(accounts, region.passwords());
        this.ids = region.node().ids();
        this.openConsole = region.settings().openConsole();
    }

    void declare(Routes routes) {
        routes.post("/v1/account").scope("sessions.write").workflow(this::signUp);
    }

    private ApiReply signUp(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.newId("userId"));
        String email = AccountRules.email(parameters);
        String password = AccountRules.password(parameters);
        String name = AccountRules.optionalName(parameters);
        boolean closed = request.project().equals(CONSOLE) && !openConsole;
        if (closed && await(accounts.count(CONSOLE)) > 0) {
            throw consoleClosed();
        }
        ProjectSettings rules = await(settings.of(request.project()));
        AuthMethod.EMAIL_PASSWORD.require(rules, request.caller());
        Own.checkRoom(request.project(), rules, accounts);
        AccountStore.Draft draft = new AccountStore.Draft(
                id, email, "", name, passwords.first(rules, password, new PersonalData(id, email, name, "")));
        Account account = await(
                closed
                        ? accounts.insertFirst(request.project(), draft, Own.by(request, id))
                                .map(first -> first.orElseThrow(OwnSignUp::consoleClosed))
                        : accounts.insert(request.project(), draft, Own.by(request, id)));
        return ApiReply.json(201, account.toJson());
    }

    static Problem consoleClosed() {
        return Problem.of(CONSOLE_CLOSED, "Sign up to the console is restricted; ask its owner to open it");
    }
}
