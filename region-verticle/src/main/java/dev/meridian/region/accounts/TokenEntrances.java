package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.sessions.SessionStore;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import dev.meridian.region.projects.settings.AuthMethod;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/**
 * Whoever shows a token of a user is that user. One that was sent somewhere shows besides that the user is reached there; if
 * that is not so any more, it is worth nothing.
 */
final class TokenEntrances {

    private static final List<String> ALL =
            List.of(TokenStore.CUSTOM, TokenStore.MAGIC_URL, TokenStore.EMAIL_CODE, TokenStore.PHONE_CODE);

    private final Stores stores;
    private final Door door;

    TokenEntrances(Stores stores, Door door) {
        this.stores = stores;
        this.door = door;
    }

    void declare(Routes routes) {
        String sessions = "/v1/account/sessions";
        routes.post(sessions + "/token").scope("sessions.write").workflow(request -> enter(request, ALL));
        routes.put(sessions + "/magic-url")
                .scope("sessions.write")
                .workflow(request -> enter(request, List.of(TokenStore.MAGIC_URL, TokenStore.EMAIL_CODE)));
        routes.put(sessions + "/phone")
                .scope("sessions.write")
                .workflow(request -> enter(request, List.of(TokenStore.PHONE_CODE)));
    }

    private ApiReply enter(ApiRequest request, List<String> kinds) {
        Door.checkNoSession(request);
        String userId = request.parameters().id("userId");
        String secret = request.parameters().text("secret", 256);
        TokenStore.Used used = await(stores.tokens().use(request.project(), userId, secret, kinds));
        Account account = await(stores.accounts().byId(request.project(), userId));
        Door.checkEnabled(account);
        return switch (used.kind()) {
            case TokenStore.MAGIC_URL -> byMail(request, account, used, AuthMethod.MAGIC_URL, "magic-url");
            case TokenStore.EMAIL_CODE -> byMail(request, account, used, AuthMethod.EMAIL_OTP, "email");
            case TokenStore.PHONE_CODE -> byPhone(request, account, used);
            default -> door.opened(request, account, login(account, "token", "", "token"));
        };
    }

    private ApiReply byMail(
            ApiRequest request, Account account, TokenStore.Used used, AuthMethod method, String provider) {
        used.checkSentTo(account.email());
        door.allow(request, method);
        return door.opened(
                request,
                account,
                login(account, provider, account.email(), "email"),
                transaction -> account.emailVerified()
                        ? Future.succeededFuture()
                        : verified(transaction, request, used, AccountChange.emailVerified(true)));
    }

    private ApiReply byPhone(ApiRequest request, Account account, TokenStore.Used used) {
        used.checkSentTo(account.phone());
        door.allow(request, AuthMethod.PHONE);
        return door.opened(
                request,
                account,
                login(account, "phone", account.phone(), "phone"),
                transaction -> account.phoneVerified()
                        ? Future.succeededFuture()
                        : verified(transaction, request, used, AccountChange.phoneVerified(true)));
    }

    private static SessionStore.Login login(Account account, String provider, String uid, String factor) {
        return new SessionStore.Login(account.id(), provider, uid, List.of(factor));
    }

    /** Of the address that the token was sent to, and no other that has taken its place. */
    private Future<Void> verified(
            SqlConnection transaction, ApiRequest request, TokenStore.Used used, AccountChange change) {
        String userId = used.token().userId();
        return stores.accounts()
                .change(
                        transaction,
                        request.project(),
                        userId,
                        present -> {
                            used.checkSentTo(
                                    used.kind().equals(TokenStore.PHONE_CODE) ? present.phone() : present.email());
                            return change;
                        },
                        Own.by(request, userId))
                .mapEmpty();
    }
}
