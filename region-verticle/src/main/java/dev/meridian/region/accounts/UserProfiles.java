package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.ApiWorkflow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.listing.Listing;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.settings.ProjectSettings;
import dev.meridian.region.query.ValueType;
import dev.meridian.region.query.Visibility;
import io.vertx.core.Future;
import java.util.function.Function;

/** Servers read, change and delete users. */
final class UserProfiles {

    private final Database database;
    private final Stores stores;
    private final NewPasswords passwords;

    UserProfiles(Database database, Stores stores, Passwords passwords) {
        this.database = database;
        this.stores = stores;
        this.passwords = new NewPasswords(stores.accounts(), passwords);
    }

    void declare(Routes routes) {
        routes.get("/v1/users").scope("users.read").workflow(this::list);
        routes.get("/v1/users/{userId}").scope("users.read").workflow(this::one);
        routes.delete("/v1/users/{userId}").scope("users.write").workflow(this::delete);
        routes.get("/v1/users/{userId}/prefs").scope("users.read").workflow(this::prefs);
        routes.patch("/v1/users/{userId}/prefs").scope("users.write").workflow(this::changePrefs);
        routes.patch("/v1/users/{userId}/password").scope("users.write").workflow(this::changePassword);
        routes.put("/v1/users/{userId}/labels")
                .scope("users.write")
                .workflow(changing(parameters -> AccountChange.labels(AccountRules.labels(parameters))));
        declare(routes, "name", parameters -> AccountChange.name(AccountRules.name(parameters)));
        declare(routes, "email", parameters -> AccountChange.email(AccountRules.emailOrNone(parameters)));
        declare(routes, "phone", parameters -> AccountChange.phone(AccountRules.numberOrNone(parameters)));
        declare(routes, "status", flag("status", AccountChange::enabled));
        declare(routes, "verification", flag("emailVerification", AccountChange::emailVerified));
        declare(routes, "verification/phone", flag("phoneVerification", AccountChange::phoneVerified));
        declare(routes, "mfa", flag("mfa", AccountChange::mfa));
        declare(routes, "impersonator", flag("impersonator", AccountChange::impersonator));
    }

    private void declare(Routes routes, String what, Function<Parameters, AccountChange> change) {
        routes.patch("/v1/users/{userId}/" + what).scope("users.write").workflow(changing(change));
    }

    private static Function<Parameters, AccountChange> flag(String name, Function<Boolean, AccountChange> change) {
        return parameters -> change.apply(AccountRules.flag(parameters, name));
    }

    private ApiWorkflow changing(Function<Parameters, AccountChange> change) {
        return request -> {
            AccountChange asked = change.apply(request.parameters());
            return ApiReply.json(200, changed(request, asked).toServerJson());
        };
    }

    private Account changed(ApiRequest request, AccountChange change) {
        return await(stores.accounts()
                .change(request.project(), request.path("userId"), before -> change, Cause.of(request.caller())));
    }

    private ApiReply list(ApiRequest request) {
        Listing listing = await(Listing.of(
                database,
                Account.SHAPE.pinned("project_id", ValueType.STRING, request.project()),
                new Visibility.Everything(),
                request.parameters()));
        return ApiReply.json(200, listing.model("users", row -> Account.of(row).toServerJson()));
    }

    private ApiReply one(ApiRequest request) {
        return ApiReply.json(200, account(request).toServerJson());
    }

    private Account account(ApiRequest request) {
        return await(stores.accounts().byId(request.project(), request.path("userId")));
    }

    private ApiReply delete(ApiRequest request) {
        await(stores.accounts().delete(request.project(), request.path("userId"), Cause.of(request.caller())));
        return ApiReply.empty();
    }

    private ApiReply prefs(ApiRequest request) {
        return ApiReply.json(200, account(request).prefs());
    }

    private ApiReply changePrefs(ApiRequest request) {
        AccountChange change = AccountChange.prefs(AccountRules.prefs(request.parameters()));
        return ApiReply.json(200, changed(request, change).prefs());
    }

    /** Whoever is logged in with the old password is not any more, unless the project wants it otherwise. */
    private ApiReply changePassword(ApiRequest request) {
        String password = AccountRules.passwordOrNone(request.parameters());
        ProjectSettings rules = await(stores.settings().of(request.project()));
        AccountChange change = passwords.next(request.project(), rules, password, account(request));
        boolean ends = rules.policies().sessions().endsWithPassword();
        Cause doer = Cause.of(request.caller());
        Account account = await(database.transaction(transaction -> stores.accounts()
                .change(transaction, request.project(), request.path("userId"), before -> change, doer)
                .compose(after -> ends
                        ? stores.sessions()
                                .endOthers(transaction, request.project(), after.id(), "", doer)
                                .map(after)
                        : Future.succeededFuture(after))));
        return ApiReply.json(200, account.toServerJson());
    }
}
