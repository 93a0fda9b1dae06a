package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.profiles.AccountChange;
import dev.meridian.region.accounts.profiles.AccountStore;
import dev.meridian.region.events.Cause;
import dev.meridian.region.postgres.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/** Changes of what a user can prove besides their password, each told as a change of the user. */
record FactorChanges(Database database, AccountStore accounts) {

    <T> T make(String project, String userId, Cause doer, Function<SqlConnection, Future<T>> change) {
        return await(database.transaction(transaction -> change.apply(transaction)
                .compose(made -> accounts.change(transaction, project, userId, before -> AccountChange.factors(), doer)
                        .map(made))));
    }
}
