package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.postgres.Database;
import java.util.List;
import java.util.function.Function;

/** Tokens that are brought back from where they were sent, which shows that their user is reached there; on virtual threads only. */
final class Arrivals {

    private final Stores stores;
    private final Database database;

    Arrivals(Stores stores, Database database) {
        this.stores = stores;
        this.database = database;
    }

    /**
     * Changes the user whose token the request shows.
     *
     * @param address where the user is reached now
     */
    ApiReply shown(ApiRequest request, String kind, Function<Account, String> address, AccountChange change) {
        String project = request.project();
        String userId = request.parameters().id("userId");
        String secret = request.parameters().text("secret", 256);
        await(stores.tokens().look(project, userId, secret, List.of(kind)));
        TokenStore.Used used = await(database.transaction(transaction -> stores.tokens()
                .useLast(transaction, project, userId, secret, kind)
                .compose(shown -> stores.accounts()
                        .change(
                                transaction,
                                project,
                                userId,
                                present -> {
                                    shown.checkSentTo(address.apply(present));
                                    return change;
                                },
                                Own.by(request, userId))
                        .map(shown))));
        return Own.shown(request, 200, used.token(), "");
    }
}
