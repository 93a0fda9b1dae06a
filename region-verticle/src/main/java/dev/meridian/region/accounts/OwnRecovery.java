package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.letters.Letters;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountProblems;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.accounts.sessions.Token;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.projects.settings.ProjectSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/**
 * Users who do not know their password choose another one, by a link that is sent to their address. All their sessions end,
 * for it may be that somebody else knew it.
 */
final class OwnRecovery {

    private static final int SECRET = 256;

    private final Stores stores;
    private final Database database;
    private final NewPasswords chosen;
    private final TokenMail mail;
    private final Ids ids;

    OwnRecovery(Stores stores, TokenMail mail, RegionContext region) {
        this.stores = stores;
        this.database = region.database();
        this.chosen = new NewPasswords(stores.accounts(), region.passwords());
        this.mail = mail;
        this.ids = region.node().ids();
    }

    void declare(Routes routes) {
        routes.post("/v1/account/recovery").scope("sessions.write").workflow(this::send);
        routes.put("/v1/account/recovery").scope("sessions.write").workflow(this::recover);
    }

    private ApiReply send(ApiRequest request) {
        String email = AccountRules.email(request.parameters());
        String url = mail.url(request);
        Letters.require(await(stores.settings().of(request.project())));
        Account account =
                await(stores.accounts().byEmail(request.project(), email)).orElseThrow(AccountProblems::notFound);
        Door.checkEnabled(account);
        TokenStore.Draft draft =
                new TokenStore.Draft(account.id(), TokenStore.RECOVERY, email, ids.secret(SECRET), OwnTokens.LINK);
        Token token = mail.link(request, account, draft, url, new TokenMail.Form("recovery", ""));
        return Own.shown(request, 201, token, "");
    }

    /** A password that the project refuses leaves the token as it is. */
    private ApiReply recover(ApiRequest request) {
        String userId = request.parameters().id("userId");
        String secret = request.parameters().text("secret", 256);
        String password = AccountRules.password(request.parameters());
        await(stores.tokens().look(request.project(), userId, secret, List.of(TokenStore.RECOVERY)));
        Account account = await(stores.accounts().byId(request.project(), userId));
        Door.checkEnabled(account);
        ProjectSettings rules = await(stores.settings().of(request.project()));
        AccountChange change = chosen.next(request.project(), rules, password, account);
        Cause doer = Own.by(request, userId);
        TokenStore.Used used = await(database.transaction(transaction -> stores.tokens()
                .useLast(transaction, request.project(), userId, secret, TokenStore.RECOVERY)
                .compose(shown -> changed(transaction, request.project(), shown, change, doer)
                        .compose(done -> stores.sessions().endOthers(transaction, request.project(), userId, "", doer))
                        .map(shown))));
        return Own.shown(request, 200, used.token(), "");
    }

    /** The link has come by the address, which shows that it is the user's. */
    private Future<Account> changed(
            SqlConnection transaction, String project, TokenStore.Used used, AccountChange change, Cause doer) {
        String userId = used.token().userId();
        return stores.accounts()
                .change(
                        transaction,
                        project,
                        userId,
                        present -> {
                            used.checkSentTo(present.email());
                            return change;
                        },
                        doer)
                .compose(after -> after.emailVerified()
                        ? Future.succeededFuture(after)
                        : stores.accounts()
                                .change(
                                        transaction,
                                        project,
                                        userId,
                                        present -> AccountChange.emailVerified(true),
                                        doer));
    }
}
