package dev.meridian.launcher;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.core.problem.Problem;
import dev.meridian.region.postgres.DatabaseException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, on a thread of the command line's own, for what nodes do on theirs. */
public final class Starting {

    private Starting() {}

    /** @throws StartRefused when it failed or took too long, with the reason in words */
    public static <T> T await(Future<T> future, Duration limit, String what) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StartRefused(what + " did not start within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ConfigurationException wrong -> throw wrong;
                case StartRefused refused -> throw refused;
                case DatabaseException unusable ->
                    throw new StartRefused(what + " did not start: " + unusable.getMessage(), e);
                case Problem problem -> throw new StartRefused(what + " did not start: " + problem.text(), e);
                case null, default -> throw new StartRefused(what + " did not start: " + e.getCause(), e);
            }
        }
    }

    /** Waits until it is done, well or badly, but not beyond the limit. */
    public static void settle(Future<?> future, Duration limit) {
        try {
            future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            System.err.println("meridian: stopping: " + (e.getMessage() == null ? "took too long" : e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
