package dev.meridian.region.postgres;

import io.vertx.core.Future;
import java.util.function.Function;

/** Work on one item after the other, as the statements of one transaction need it. */
public final class InTurn {

    private InTurn() {}

    /** Ends with the first that fails; those after it are not begun. */
    public static <T> Future<Void> each(Iterable<T> items, Function<? super T, Future<Void>> work) {
        Future<Void> done = Future.succeededFuture();
        for (T item : items) {
            done = done.compose(before -> work.apply(item));
        }
        return done;
    }
}
