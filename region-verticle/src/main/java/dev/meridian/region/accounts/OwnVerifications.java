package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.letters.Letters;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountProblems;
import dev.meridian.region.accounts.sessions.Token;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;

/** Users show that their address is theirs: they are sent a token there and bring it back (contract section 6.2). */
final class OwnVerifications {

    private static final int SECRET = 256;

    private final Stores stores;
    private final Arrivals arrivals;
    private final TokenMail mail;
    private final Ids ids;

    OwnVerifications(Stores stores, TokenMail mail, RegionContext region) {
        this.stores = stores;
        this.arrivals = new Arrivals(stores, region.database());
        this.mail = mail;
        this.ids = region.node().ids();
    }

    void declare(Routes routes) {
        String email = "/v1/account/verifications/email";
        routes.post(email).alias("/v1/account/verification").scope("account").workflow(this::send);
        routes.put(email).alias("/v1/account/verification").open().workflow(this::verify);
    }

    private ApiReply send(ApiRequest request) {
        String userId = Own.user(request).userId();
        String url = mail.url(request);
        Letters.require(await(stores.settings().of(request.project())));
        Account account = await(stores.accounts().byId(request.project(), userId));
        AccountProblems.checkUnverifiedEmail(account);
        TokenStore.Draft draft = new TokenStore.Draft(
                userId, TokenStore.VERIFICATION, account.email(), ids.secret(SECRET), OwnTokens.LINK);
        Token token = mail.link(request, account, draft, url, new TokenMail.Form("verification", ""));
        return Own.shown(request, 201, token, "");
    }

    private ApiReply verify(ApiRequest request) {
        return arrivals.shown(request, TokenStore.VERIFICATION, Account::email, AccountChange.emailVerified(true));
    }
}
