package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.factors.FactorProblems;
import dev.meridian.region.accounts.factors.RecoveryCodes;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;

/** Servers look at the second factors of users, and help those who have lost theirs (contract section 6.3). */
final class UserFactors {

    private static final String TOTP = "totp";

    private final Stores stores;
    private final FactorChanges changes;

    UserFactors(Stores stores, Database database) {
        this.stores = stores;
        this.changes = new FactorChanges(database, stores.accounts());
    }

    void declare(Routes routes) {
        String mfa = "/v1/users/{userId}/mfa/";
        routes.get(mfa + "factors").scope("users.read").workflow(this::factors);
        routes.get(mfa + "recovery-codes").scope("users.read").workflow(this::recoveryCodes);
        routes.patch(mfa + "recovery-codes").scope("users.write").workflow(this::createRecoveryCodes);
        routes.put(mfa + "recovery-codes").scope("users.write").workflow(this::renewRecoveryCodes);
        routes.delete(mfa + "authenticators/{type}").scope("users.write").workflow(this::deleteAuthenticator);
    }

    private ApiReply factors(ApiRequest request) {
        return ApiReply.json(200, factors(stores, request.project(), account(request)));
    }

    /** Which factors a user has. */
    static JsonObject factors(Stores stores, String project, Account account) {
        boolean totp = await(stores.authenticators().isVerified(project, account.id()));
        boolean codes = !await(stores.recoveryCodes().of(project, account.id())).isEmpty();
        return new JsonObject()
                .put("totp", totp)
                .put("phone", account.hasVerifiedPhone())
                .put("email", account.hasVerifiedEmail())
                .put("recoveryCode", codes);
    }

    private ApiReply recoveryCodes(ApiRequest request) {
        List<String> codes = await(
                stores.recoveryCodes().of(request.project(), account(request).id()));
        if (codes.isEmpty()) {
            throw FactorProblems.noCodes();
        }
        return ApiReply.json(200, RecoveryCodes.model(codes));
    }

    private ApiReply createRecoveryCodes(ApiRequest request) {
        String userId = account(request).id();
        List<String> codes = changed(
                request, userId, transaction -> stores.recoveryCodes().create(transaction, request.project(), userId));
        return ApiReply.json(201, RecoveryCodes.model(codes));
    }

    private ApiReply renewRecoveryCodes(ApiRequest request) {
        String userId = account(request).id();
        List<String> codes = changed(
                request, userId, transaction -> stores.recoveryCodes().renew(transaction, request.project(), userId));
        return ApiReply.json(200, RecoveryCodes.model(codes));
    }

    private ApiReply deleteAuthenticator(ApiRequest request) {
        checkType(request);
        String userId = account(request).id();
        changed(
                request,
                userId,
                transaction -> stores.authenticators()
                        .delete(transaction, request.project(), userId)
                        .map(true));
        return ApiReply.empty();
    }

    private <T> T changed(ApiRequest request, String userId, Function<SqlConnection, Future<T>> change) {
        return changes.make(request.project(), userId, Cause.of(request.caller()), change);
    }

    /** Of authenticators there is one kind. */
    static void checkType(ApiRequest request) {
        if (!request.path("type").equals(TOTP)) {
            throw Invalid.parameter("type", "Value must be one of (" + TOTP + ")");
        }
    }

    private Account account(ApiRequest request) {
        return await(stores.accounts().byId(request.project(), request.path("userId")));
    }
}
