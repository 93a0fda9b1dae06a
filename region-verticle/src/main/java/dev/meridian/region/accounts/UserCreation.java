package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.passwords.ForeignPassword;
import dev.meridian.region.passwords.Passwords;
import dev.meridian.region.passwords.StoredPassword;
import dev.meridian.region.projects.settings.PersonalData;
import java.util.function.Function;

/** Servers make users: new ones, and those of other systems with the passwords that were hashed there. */
final class UserCreation {

    private final Stores stores;
    private final NewPasswords passwords;
    private final Ids ids;

    UserCreation(Stores stores, Passwords passwords, Ids ids) {
        this.stores = stores;
        this.passwords = new NewPasswords(stores.accounts(), passwords);
        this.ids = ids;
    }

    void declare(Routes routes) {
        routes.post("/v1/users").scope("users.write").workflow(this::create);
        declare(routes, "argon2", ForeignPassword::argon2);
        declare(routes, "bcrypt", ForeignPassword::bcrypt);
        declare(routes, "md5", ForeignPassword::md5);
        declare(routes, "phpass", ForeignPassword::phpass);
        declare(routes, "scrypt", ForeignPassword::scrypt);
        declare(routes, "scrypt-modified", ForeignPassword::scryptModified);
        declare(routes, "sha", ForeignPassword::sha);
    }

    private void declare(Routes routes, String kind, Function<Parameters, StoredPassword> password) {
        routes.post("/v1/users/" + kind).scope("users.write").workflow(request -> {
            Parameters parameters = request.parameters();
            String id = ids.resolve(parameters.newId("userId"));
            String email = AccountRules.email(parameters);
            StoredPassword foreign = password.apply(parameters);
            return made(request, new AccountStore.Draft(id, email, "", AccountRules.optionalName(parameters), foreign));
        });
    }

    private ApiReply create(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.newId("userId"));
        String email = AccountRules.optionalEmail(parameters).orElse("");
        String phone = AccountRules.optionalPhone(parameters).orElse("");
        String name = AccountRules.optionalName(parameters);
        String password = parameters.has("password") ? AccountRules.passwordOrNone(parameters) : "";
        StoredPassword stored = password.isEmpty()
                ? StoredPassword.NONE
                : passwords.first(
                        await(stores.settings().of(request.project())),
                        password,
                        new PersonalData(id, email, name, phone));
        return made(request, new AccountStore.Draft(id, email, phone, name, stored));
    }

    private ApiReply made(ApiRequest request, AccountStore.Draft draft) {
        Account account = await(stores.accounts().insert(request.project(), draft, Cause.of(request.caller())));
        return ApiReply.json(201, account.toServerJson());
    }
}
