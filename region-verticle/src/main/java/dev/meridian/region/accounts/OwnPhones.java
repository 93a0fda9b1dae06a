package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountProblems;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.accounts.sessions.Token;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.settings.AuthMethod;
import dev.meridian.region.projects.settings.ProjectSettings;

/** Codes by text message: they let whoever has the phone in (contract section 6.1), or show that a number is its user's. */
final class OwnPhones {

    private final Stores stores;
    private final Door door;
    private final Newcomers newcomers;
    private final Arrivals arrivals;
    private final PhoneCodes codes;

    OwnPhones(Stores stores, Door door, PhoneCodes codes, RegionContext region) {
        this.stores = stores;
        this.door = door;
        this.newcomers = new Newcomers(stores.accounts(), region.node().ids());
        this.arrivals = new Arrivals(stores, region.database());
        this.codes = codes;
    }

    void declare(Routes routes) {
        routes.post("/v1/account/tokens/phone")
                .alias("/v1/account/sessions/phone")
                .scope("sessions.write")
                .workflow(this::sendCode);
        String verifications = "/v1/account/verifications/phone";
        String older = "/v1/account/verification/phone";
        routes.post(verifications).alias(older).scope("account").workflow(this::sendVerification);
        routes.put(verifications).alias(older).open().workflow(this::verify);
    }

    private ApiReply sendCode(ApiRequest request) {
        String id = request.parameters().newId("userId");
        String phone = AccountRules.phone(request.parameters());
        ProjectSettings rules = door.allow(request, AuthMethod.PHONE);
        PhoneCodes.Code code = codes.draw(request.project(), phone);
        Account account = newcomers.byPhone(request, rules, id, phone);
        return sent(request, account, TokenStore.PHONE_CODE, code);
    }

    private ApiReply sendVerification(ApiRequest request) {
        Account account = await(
                stores.accounts().byId(request.project(), Own.user(request).userId()));
        AccountProblems.checkUnverifiedPhone(account);
        PhoneCodes.Code code = codes.draw(request.project(), account.phone());
        return sent(request, account, TokenStore.PHONE_VERIFICATION, code);
    }

    private ApiReply sent(ApiRequest request, Account account, String kind, PhoneCodes.Code code) {
        TokenStore.Draft draft = new TokenStore.Draft(account.id(), kind, code.number(), code.digits(), OwnTokens.CODE);
        Token token = await(stores.tokens().create(request.project(), draft, Own.by(request, account.id())));
        codes.send(request.project(), code);
        return Own.shown(request, 201, token, "");
    }

    private ApiReply verify(ApiRequest request) {
        return arrivals.shown(
                request, TokenStore.PHONE_VERIFICATION, Account::phone, AccountChange.phoneVerified(true));
    }
}
