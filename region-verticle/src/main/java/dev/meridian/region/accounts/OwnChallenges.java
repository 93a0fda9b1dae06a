package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.region.accounts.factors.Challenge;
import dev.meridian.region.accounts.factors.Challenges;
import dev.meridian.region.accounts.factors.Factor;
import dev.meridian.region.accounts.factors.FactorProblems;
import dev.meridian.region.accounts.letters.Letters;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountProblems;
import dev.meridian.region.accounts.sessions.Session;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import java.util.Map;

/** Users are asked for a second factor, and prove it; also those, and only here, who have proved too few. */
final class OwnChallenges {

    private final Stores stores;
    private final Letters letters;
    private final PhoneCodes codes;
    private final Ids ids;

    OwnChallenges(Stores stores, Letters letters, PhoneCodes codes, Ids ids) {
        this.stores = stores;
        this.letters = letters;
        this.codes = codes;
        this.ids = ids;
    }

    void declare(Routes routes) {
        String mfa = "/v1/account/mfa";
        routes.post(mfa + "/challenges")
                .alias(mfa + "/challenge")
                .scope("account")
                .halfway()
                .workflow(this::challenge);
        routes.put(mfa + "/challenges")
                .alias(mfa + "/challenge")
                .scope("account")
                .halfway()
                .workflow(this::answer);
    }

    private ApiReply challenge(ApiRequest request) {
        Caller.User user = Own.user(request);
        Factor factor = Factor.of(request.parameters().text("factor", 32))
                .orElseThrow(() -> Invalid.parameter(
                        "factor", "Value must be one of (" + String.join(", ", Factor.texts()) + ")"));
        Challenge challenge = switch (factor) {
            case TOTP -> {
                await(stores.authenticators().require(request.project(), user.userId()));
                yield asked(request, user, factor);
            }
            case RECOVERY_CODE -> {
                checkCodes(request.project(), user.userId());
                yield asked(request, user, factor);
            }
            case EMAIL -> askByMail(request, user);
            case PHONE -> askByPhone(request, user);
        };
        return ApiReply.json(201, challenge.toJson());
    }

    private Challenge asked(ApiRequest request, Caller.User user, Factor factor) {
        return await(stores.challenges().ask(request.project(), user.userId(), factor, Cause.of(user)));
    }

    private Challenge askByMail(ApiRequest request, Caller.User user) {
        String project = request.project();
        Letters.require(await(stores.settings().of(project)));
        Account account = await(stores.accounts().byId(project, user.userId()));
        AccountProblems.checkVerifiedEmail(account);
        Challenges.Sent sent = new Challenges.Sent(account.email(), ids.code());
        Challenge challenge = await(stores.challenges().ask(project, account.id(), Factor.EMAIL, sent, Cause.of(user)));
        await(letters.send(
                project,
                new Letters.Text(
                        "mfaChallenge",
                        Own.locale(request),
                        account.email(),
                        account.name(),
                        Map.of("otp", sent.code()))));
        return challenge;
    }

    private Challenge askByPhone(ApiRequest request, Caller.User user) {
        String project = request.project();
        Account account = await(stores.accounts().byId(project, user.userId()));
        AccountProblems.checkVerifiedPhone(account);
        PhoneCodes.Code code = codes.draw(project, account.phone());
        Challenges.Sent sent = new Challenges.Sent(code.number(), code.digits());
        Challenge challenge = await(stores.challenges().ask(project, account.id(), Factor.PHONE, sent, Cause.of(user)));
        codes.send(project, code);
        return challenge;
    }

    private void checkCodes(String project, String userId) {
        if (await(stores.recoveryCodes().of(project, userId)).isEmpty()) {
            throw FactorProblems.noCodes();
        }
    }

    private ApiReply answer(ApiRequest request) {
        Caller.User user = Own.user(request);
        Parameters parameters = request.parameters();
        String challenge = parameters.text("challengeId", 256);
        String answer = parameters.text("otp", 256);
        Factor factor = await(stores.challenges().answer(request.project(), user.userId(), challenge, answer));
        Session session = await(stores.sessions()
                .proved(request.project(), user.userId(), user.sessionId(), factor.text(), Cause.of(user)));
        return ApiReply.json(200, session.toJson(true, ""));
    }
}
