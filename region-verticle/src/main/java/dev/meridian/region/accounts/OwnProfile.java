package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.access.SessionCookies;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.passwords.StoredPassword;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.settings.ProjectSettings;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Users read and change what is known of them. For an address, a number or a password they prove with their password that it
 * is they; who has none yet, as anonymous users, is given the one that they name.
 */
final class OwnProfile {

    private static final ProblemType PROHIBITED = new ProblemType("user_deletion_prohibited", 400);

    private final Database database;
    private final Stores stores;
    private final Passwords passwords;
    private final NewPasswords chosen;

    OwnProfile(Database database, Stores stores, Passwords passwords) {
        this.database = database;
        this.stores = stores;
        this.passwords = passwords;
        this.chosen = new NewPasswords(stores.accounts(), passwords);
    }

    void declare(Routes routes) {
        routes.get("/v1/account").scope("account").workflow(this::account);
        routes.delete("/v1/account").scope("account").workflow(this::delete);
        routes.get("/v1/account/prefs").scope("account").workflow(this::prefs);
        routes.patch("/v1/account/prefs").scope("account").workflow(this::changePrefs);
        routes.patch("/v1/account/name").scope("account").workflow(this::changeName);
        routes.patch("/v1/account/email").scope("account").workflow(this::changeEmail);
        routes.patch("/v1/account/phone").scope("account").workflow(this::changePhone);
        routes.patch("/v1/account/password").scope("account").workflow(this::changePassword);
        routes.patch("/v1/account/status").scope("account").workflow(this::block);
        routes.get("/v1/account/logs").scope("account").workflow(request -> {
            Own.user(request);
            return ApiReply.json(200, UserRecords.noLogs(request));
        });
        routes.get("/v1/account/identities").scope("account").workflow(this::identities);
        routes.delete("/v1/account/identities/{identityId}").scope("account").workflow(this::deleteIdentity);
    }

    private ApiReply account(ApiRequest request) {
        return ApiReply.json(200, known(request).toJson());
    }

    private Account known(ApiRequest request) {
        return await(stores.accounts().byId(request.project(), Own.user(request).userId()));
    }

    /** Whoever owns projects through a team gives that up first. */
    private ApiReply delete(ApiRequest request) {
        Caller.User user = Own.user(request);
        if (user.console() && !user.memberships().isEmpty()) {
            throw Problem.of(
                    PROHIBITED, "Leave all teams first: an account of the console that has any is not deleted");
        }
        await(stores.accounts().delete(request.project(), user.userId(), Cause.of(user)));
        ApiReply reply = ApiReply.empty();
        SessionCookies.takeBack(reply, request.head(), request.project());
        return reply;
    }

    private ApiReply prefs(ApiRequest request) {
        return ApiReply.json(200, known(request).prefs());
    }

    private ApiReply changePrefs(ApiRequest request) {
        AccountChange change = AccountChange.prefs(AccountRules.prefs(request.parameters()));
        return changed(request, before -> change);
    }

    private ApiReply changeName(ApiRequest request) {
        AccountChange change = AccountChange.name(request.parameters().text("name", 128));
        return changed(request, before -> change);
    }

    private ApiReply changeEmail(ApiRequest request) {
        String email = AccountRules.email(request.parameters());
        return changedByPassword(request, AccountChange.email(email));
    }

    private ApiReply changePhone(ApiRequest request) {
        String phone = AccountRules.phone(request.parameters());
        return changedByPassword(request, AccountChange.phone(phone));
    }

    private ApiReply changedByPassword(ApiRequest request, AccountChange change) {
        String password = request.parameters().text("password", AccountRules.LONGEST_PASSWORD);
        Account account = known(request);
        StoredPassword known = account.password();
        if (known.isNone()) {
            AccountChange both = change.with(chosen.first(
                    await(stores.settings().of(request.project())),
                    AccountRules.password(request.parameters()),
                    NewPasswords.data(account)));
            return changed(request, before -> {
                checkSame(known, before);
                return both;
            });
        }
        check(password, known);
        return changed(request, before -> {
            checkSame(known, before);
            return change;
        });
    }

    /** Whoever else is logged in with the old password is not any more, unless the project wants it otherwise. */
    private ApiReply changePassword(ApiRequest request) {
        Caller.User user = Own.user(request);
        String password = AccountRules.password(request.parameters());
        String old = request.parameters()
                .optionalText("oldPassword", AccountRules.LONGEST_PASSWORD)
                .orElse("");
        Account account = known(request);
        StoredPassword known = account.password();
        if (!known.isNone()) {
            check(old, known);
        }
        ProjectSettings rules = await(stores.settings().of(request.project()));
        AccountChange change = chosen.next(request.project(), rules, password, account);
        boolean ends = rules.policies().sessions().endsWithPassword();
        Account after = await(database.transaction(transaction -> stores.accounts()
                .change(
                        transaction,
                        request.project(),
                        user.userId(),
                        before -> {
                            checkSame(known, before);
                            return change;
                        },
                        Cause.of(user))
                .compose(changed -> ends
                        ? stores.sessions()
                                .endOthers(
                                        transaction, request.project(), user.userId(), user.sessionId(), Cause.of(user))
                                .map(changed)
                        : Future.succeededFuture(changed))));
        return ApiReply.json(200, after.toJson());
    }

    private void check(String password, StoredPassword known) {
        if (!await(passwords.verify(password, known))) {
            throw Own.invalidCredentials();
        }
    }

    /** What was proved was proved of this password: if another has taken its place meanwhile, it was nothing. */
    private static void checkSame(StoredPassword proved, Account present) {
        if (!proved.hash().equals(present.password().hash())) {
            throw Own.invalidCredentials();
        }
    }

    private ApiReply block(ApiRequest request) {
        ApiReply reply = changed(request, before -> AccountChange.enabled(false));
        SessionCookies.takeBack(reply, request.head(), request.project());
        return reply;
    }

    private ApiReply changed(ApiRequest request, Function<Account, AccountChange> decision) {
        Caller.User user = Own.user(request);
        return ApiReply.json(
                200,
                await(stores.accounts().change(request.project(), user.userId(), decision, Cause.of(user)))
                        .toJson());
    }

    private ApiReply identities(ApiRequest request) {
        String userId = Own.user(request).userId();
        return ApiReply.json(200, await(stores.identities().list(request.project(), userId, request.parameters())));
    }

    private ApiReply deleteIdentity(ApiRequest request) {
        Caller.User user = Own.user(request);
        await(stores.identities().delete(request.project(), user.userId(), request.path("identityId"), Cause.of(user)));
        return ApiReply.empty();
    }
}
