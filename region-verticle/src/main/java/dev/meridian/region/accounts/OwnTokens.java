package dev.meridian.region.accounts;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.letters.Letters;
import dev.meridian.region.accounts.letters.Phrase;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.accounts.sessions.Token;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.settings.AuthMethod;
import dev.meridian.region.projects.settings.ProjectSettings;
import java.time.Duration;

/** Whoever names an address is sent there what lets them in (contract section 6.1); an address that nobody has becomes a user. */
final class OwnTokens {

    static final Duration LINK = Duration.ofHours(1);
    static final Duration CODE = Duration.ofMinutes(15);
    private static final int LINK_SECRET = 64;

    private final Door door;
    private final Newcomers newcomers;
    private final TokenMail mail;
    private final Ids ids;
    private final String usualUrl;

    OwnTokens(Stores stores, Door door, TokenMail mail, RegionContext region) {
        this.door = door;
        this.newcomers = new Newcomers(stores.accounts(), region.node().ids());
        this.mail = mail;
        this.ids = region.node().ids();
        this.usualUrl = "https://" + region.node().settings().domains().api() + "/console/auth/magic-url";
    }

    void declare(Routes routes) {
        routes.post("/v1/account/tokens/magic-url")
                .alias("/v1/account/sessions/magic-url")
                .scope("sessions.write")
                .workflow(this::sendLink);
        routes.post("/v1/account/tokens/email").scope("sessions.write").workflow(this::sendCode);
    }

    private ApiReply sendLink(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = parameters.newId("userId");
        String email = AccountRules.email(parameters);
        boolean named = parameters.has("url")
                && !parameters.raw("url").map(Object::toString).orElse("").isEmpty();
        String url = named ? mail.url(request) : usualUrl;
        String phrase = phrase(parameters);
        ProjectSettings rules = door.allow(request, AuthMethod.MAGIC_URL);
        Letters.require(rules);
        Account account = newcomers.byEmail(request, rules, id, email);
        TokenStore.Draft draft =
                new TokenStore.Draft(account.id(), TokenStore.MAGIC_URL, email, ids.secret(LINK_SECRET), LINK);
        Token token = mail.link(request, account, draft, url, new TokenMail.Form("magicSession", phrase));
        return Own.shown(request, 201, token, phrase);
    }

    private ApiReply sendCode(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = parameters.newId("userId");
        String email = AccountRules.email(parameters);
        String phrase = phrase(parameters);
        ProjectSettings rules = door.allow(request, AuthMethod.EMAIL_OTP);
        Letters.require(rules);
        Account account = newcomers.byEmail(request, rules, id, email);
        TokenStore.Draft draft = new TokenStore.Draft(account.id(), TokenStore.EMAIL_CODE, email, ids.code(), CODE);
        Token token = mail.code(request, account, draft, new TokenMail.Form("otpSession", phrase));
        return Own.shown(request, 201, token, phrase);
    }

    /** Empty where nobody asked for one. */
    private String phrase(Parameters parameters) {
        return parameters.flag("phrase", false) ? Phrase.of(ids) : "";
    }
}
