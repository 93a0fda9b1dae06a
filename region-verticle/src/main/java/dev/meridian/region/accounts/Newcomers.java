package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.passwords.StoredPassword;
import dev.meridian.region.projects.settings.ProjectSettings;

/** Users who log in by what is sent to them, of whom some were unknown until then. To the console nobody comes that way. */
final class Newcomers {

    private final AccountStore accounts;
    private final Ids ids;

    Newcomers(AccountStore accounts, Ids ids) {
        this.accounts = accounts;
        this.ids = ids;
    }

    /** Whoever has the address, or else a new user. */
    Account byEmail(ApiRequest request, ProjectSettings rules, String id, String email) {
        return await(accounts.byEmail(request.project(), email)).orElseGet(() -> made(request, rules, id, email, ""));
    }

    /** Whoever has the number, or else a new user. */
    Account byPhone(ApiRequest request, ProjectSettings rules, String id, String phone) {
        return await(accounts.byPhone(request.project(), phone)).orElseGet(() -> made(request, rules, id, "", phone));
    }

    private Account made(ApiRequest request, ProjectSettings rules, String asked, String email, String phone) {
        if (request.project().equals("console")) {
            throw OwnSignUp.consoleClosed();
        }
        Own.checkRoom(request.project(), rules, accounts);
        String id = ids.resolve(asked);
        AccountStore.Draft draft = new AccountStore.Draft(id, email, phone, "", StoredPassword.NONE);
        return await(accounts.insert(request.project(), draft, Own.by(request, id)));
    }
}
