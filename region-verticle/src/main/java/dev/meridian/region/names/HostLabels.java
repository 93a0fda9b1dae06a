package dev.meridian.region.names;

import dev.meridian.core.id.Ids;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.function.Function;

/** DNS labels of generated hosts. A label is given out once in the network, be it to a function or to a site. */
public final class HostLabels {

    private static final int ATTEMPTS = 4;

    private final Names names;
    private final Ids ids;

    public HostLabels(Names names, Ids ids) {
        this.names = names;
        this.ids = ids;
    }

    /**
     * Tries the bearer's own ID as its label first, then the ID with a random end.
     *
     * @param make makes the bearer with a label that is claimed; empty if the label was given out in between
     * @return empty if no label could be had
     */
    public <T> Future<Optional<T>> give(String id, Function<String, Future<Optional<T>>> make) {
        return give(id, make, HostLabel.plain(id), ATTEMPTS);
    }

    private <T> Future<Optional<T>> give(
            String id, Function<String, Future<Optional<T>>> make, Optional<String> plain, int attempts) {
        if (attempts == 0) {
            return Future.succeededFuture(Optional.empty());
        }
        String label = plain.orElseGet(() -> HostLabel.random(id, ids.secret(6)));
        return names.claim(NameKind.LABEL, label)
                .compose(isOurs -> isOurs ? make.apply(label) : Future.succeededFuture(Optional.<T>empty()))
                .compose(made -> made.isPresent()
                        ? Future.succeededFuture(made)
                        : give(id, make, Optional.empty(), attempts - 1));
    }

    /** Takes a label in the transaction that makes its bearer; false if it is taken. */
    public static Future<Boolean> take(SqlConnection transaction, String label) {
        return transaction
                .preparedQuery("insert into meridian.label (label) values ($1) on conflict do nothing")
                .execute(Tuple.of(label))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Gives a label back in the transaction that removes its bearer; call {@link Names#wake} once it has committed. */
    public static Future<Void> release(Names names, SqlConnection transaction, String project, String label) {
        return transaction
                .preparedQuery("delete from meridian.label where label = $1")
                .execute(Tuple.of(label))
                .compose(deleted -> names.release(transaction, project, NameKind.LABEL, label));
    }
}
