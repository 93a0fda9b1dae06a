package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.factors.Factor;
import dev.meridian.region.accounts.factors.FactorProblems;
import dev.meridian.region.accounts.factors.RecoveryCodes;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountRules;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Caller;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Users say what they can prove besides their password, and that it is asked for (contract section 6.3).
 *
 * <p>Who has proved too few factors may see which there are, and change none of them.
 */
final class OwnFactors {

    private static final Duration RECENT = Duration.ofMinutes(30);

    private final Stores stores;
    private final FactorChanges changes;
    private final InstantSource clock;

    OwnFactors(Stores stores, Database database, InstantSource clock) {
        this.stores = stores;
        this.changes = new FactorChanges(database, stores.accounts());
        this.clock = clock;
    }

    void declare(Routes routes) {
        String mfa = "/v1/account/mfa";
        routes.patch(mfa).scope("account").workflow(this::changeMfa);
        routes.get(mfa + "/factors").scope("account").halfway().workflow(this::factors);
        routes.post(mfa + "/authenticators/{type}").scope("account").workflow(this::addAuthenticator);
        routes.put(mfa + "/authenticators/{type}").scope("account").workflow(this::verifyAuthenticator);
        routes.delete(mfa + "/authenticators/{type}").scope("account").workflow(this::deleteAuthenticator);
        routes.get(mfa + "/recovery-codes").scope("account").workflow(this::recoveryCodes);
        routes.post(mfa + "/recovery-codes").scope("account").workflow(this::createRecoveryCodes);
        routes.patch(mfa + "/recovery-codes").scope("account").workflow(this::renewRecoveryCodes);
    }

    /** The session in which it is switched on was opened before it was: it counts as having proved what there is. */
    private ApiReply changeMfa(ApiRequest request) {
        Caller.User user = Own.user(request);
        boolean mfa = AccountRules.flag(request.parameters(), "mfa");
        Account account = await(stores.accounts()
                .change(request.project(), user.userId(), before -> AccountChange.mfa(mfa), Cause.of(user)));
        if (mfa && !user.sessionId().isEmpty()) {
            for (Factor factor : verified(request.project(), account)) {
                await(stores.sessions()
                        .has(request.project(), user.userId(), user.sessionId(), factor.text(), Cause.of(user)));
            }
        }
        return ApiReply.json(200, account.toJson());
    }

    private List<Factor> verified(String project, Account account) {
        List<Factor> factors = new ArrayList<>();
        if (await(stores.authenticators().isVerified(project, account.id()))) {
            factors.add(Factor.TOTP);
        }
        if (account.hasVerifiedEmail()) {
            factors.add(Factor.EMAIL);
        }
        if (account.hasVerifiedPhone()) {
            factors.add(Factor.PHONE);
        }
        return factors;
    }

    private ApiReply factors(ApiRequest request) {
        return ApiReply.json(200, UserFactors.factors(stores, request.project(), account(request)));
    }

    private Account account(ApiRequest request) {
        return await(stores.accounts().byId(request.project(), Own.user(request).userId()));
    }

    private ApiReply addAuthenticator(ApiRequest request) {
        UserFactors.checkType(request);
        Account account = account(request);
        String label = account.email().isEmpty() ? account.id() : account.email();
        JsonObject shown = changed(
                request,
                transaction -> stores.authenticators().add(transaction, request.project(), account.id(), label));
        return ApiReply.json(200, shown);
    }

    private <T> T changed(ApiRequest request, Function<SqlConnection, Future<T>> change) {
        Caller.User user = Own.user(request);
        return changes.make(request.project(), user.userId(), Cause.of(user), change);
    }

    private ApiReply verifyAuthenticator(ApiRequest request) {
        Caller.User user = Own.user(request);
        UserFactors.checkType(request);
        String code = request.parameters().text("otp", 256);
        changed(
                request,
                transaction -> stores.authenticators()
                        .verify(transaction, request.project(), user.userId(), code)
                        .map(true));
        if (!user.sessionId().isEmpty()) {
            await(stores.sessions()
                    .has(request.project(), user.userId(), user.sessionId(), Factor.TOTP.text(), Cause.of(user)));
        }
        return ApiReply.json(200, account(request).toJson());
    }

    private ApiReply deleteAuthenticator(ApiRequest request) {
        UserFactors.checkType(request);
        Caller.User user = recentlyChallenged(request);
        changed(
                request,
                transaction -> stores.authenticators()
                        .delete(transaction, request.project(), user.userId())
                        .map(true));
        return ApiReply.empty();
    }

    private ApiReply recoveryCodes(ApiRequest request) {
        Caller.User user = recentlyChallenged(request);
        List<String> codes = await(stores.recoveryCodes().of(request.project(), user.userId()));
        if (codes.isEmpty()) {
            throw FactorProblems.noCodes();
        }
        return ApiReply.json(200, RecoveryCodes.model(codes));
    }

    private ApiReply createRecoveryCodes(ApiRequest request) {
        Caller.User user = Own.user(request);
        List<String> codes = changed(
                request, transaction -> stores.recoveryCodes().create(transaction, request.project(), user.userId()));
        return ApiReply.json(201, RecoveryCodes.model(codes));
    }

    private ApiReply renewRecoveryCodes(ApiRequest request) {
        Caller.User user = recentlyChallenged(request);
        List<String> codes = changed(
                request, transaction -> stores.recoveryCodes().renew(transaction, request.project(), user.userId()));
        return ApiReply.json(200, RecoveryCodes.model(codes));
    }

    /** What would help who has only stolen a session is for those who have just proved a second factor. */
    private Caller.User recentlyChallenged(ApiRequest request) {
        Caller.User user = Own.user(request);
        boolean recent = !user.sessionId().isEmpty()
                && await(stores.sessions().find(request.project(), user.userId(), user.sessionId()))
                        .challengedAt()
                        .filter(last -> clock.instant().isBefore(last.plus(RECENT)))
                        .isPresent();
        if (!recent) {
            throw FactorProblems.challengeRequired();
        }
        return user;
    }
}
