package dev.meridian.region.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is announced on one channel (PostgreSQL's NOTIFY), over a connection of its own.
 *
 * <p>What was remembered of the database may be used while {@link #isCurrent}: then all that was announced until two
 * seconds ago at most has been heard, and what is announced now is as a rule heard within milliseconds. PostgreSQL answers
 * a statement after the announcements that were made before it, so that a statement answered proves that they were heard.
 * That announcements come through at all, which a proxy between can prevent, is tried out before. Safe for use by many
 * threads.
 */
public final class Notifications {

    /** Who is told. */
    public interface Listener {

        /** Comes once for each announcement, in their order. */
        void announced(String payload);

        /** Announcements may have been missed. */
        void interrupted();
    }

    private static final Logger log = LoggerFactory.getLogger(Notifications.class);
    private static final long BEAT_MILLIS = 500;
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final String TRIAL = "trial ";

    private final Vertx vertx;
    private final Context context;
    private final PgConnectOptions options;
    private final String channel;
    private final Listener listener;
    private final Function<String, Future<?>> announce;

    private volatile @Nullable Ear ear;
    private volatile boolean closed;
    private long pause = BEAT_MILLIS;

    /** @param announce announces a text on the channel, by another connection */
    Notifications(
            Vertx vertx,
            PgConnectOptions options,
            String channel,
            Listener listener,
            Function<String, Future<?>> announce) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.options = options;
        this.channel = channel;
        this.listener = listener;
        this.announce = announce;
        context.runOnContext(begin -> connect());
    }

    /** Whether all that was announced until two seconds ago has been heard. */
    public boolean isCurrent() {
        Ear present = ear;
        return present != null && present.isTrusted();
    }

    /** Completes once all that was announced before has been heard, or {@link #isCurrent} no longer. */
    public Future<Void> heard() {
        Ear present = ear;
        return present == null ? Future.succeededFuture() : onContext(present::prove);
    }

    Future<Void> close() {
        closed = true;
        Ear present = ear;
        return present == null ? Future.succeededFuture() : onContext(present::end);
    }

    private Future<Void> onContext(Supplier<Future<Void>> work) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(turn -> work.get().onComplete(done));
        return done.future();
    }

    private void connect() {
        if (closed) {
            return;
        }
        PgConnection.connect(vertx, options)
                .compose(connection -> new Ear(connection).open())
                .onSuccess(open -> pause = BEAT_MILLIS)
                .onFailure(failure -> {
                    log.atWarn()
                            .addKeyValue("channel", channel)
                            .setCause(failure)
                            .log("Announcements of the database are not heard; what they are about is read each time");
                    again();
                });
    }

    private void again() {
        if (closed) {
            return;
        }
        vertx.setTimer(pause, late -> connect());
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }

    /** One connection, from its start to its end; all on the context. */
    private final class Ear {

        private final PgConnection connection;
        private final String trial = TRIAL + UUID.randomUUID();
        private final Promise<Void> tried = Promise.promise();
        private volatile boolean whole = true;
        private volatile long proven;
        private long timer = -1;

        Ear(PgConnection connection) {
            this.connection = connection;
            this.proven = System.nanoTime() - TRUSTED_NANOS;
        }

        /** Fails, with the connection closed, if announcements do not come through. */
        Future<Void> open() {
            connection.notificationHandler(notice -> hear(notice.getPayload()));
            return connection
                    .query("listen " + channel)
                    .execute()
                    .compose(listening -> announce.apply(trial))
                    .compose(announced -> tried.future().timeout(TRUSTED_NANOS, TimeUnit.NANOSECONDS))
                    .compose(
                            through -> begin(),
                            deaf -> connection.close().transform(shut -> Future.failedFuture(deaf)));
        }

        /** What was read before this connection listened may be old. */
        private Future<Void> begin() {
            listener.interrupted();
            connection.closeHandler(gone -> lost());
            timer = vertx.setPeriodic(BEAT_MILLIS, beat -> prove());
            ear = this;
            return prove();
        }

        private void hear(String payload) {
            if (payload.equals(trial)) {
                tried.tryComplete();
            } else if (!payload.startsWith(TRIAL)) {
                listener.announced(payload);
            }
        }

        boolean isTrusted() {
            return whole && System.nanoTime() - proven < TRUSTED_NANOS;
        }

        /** Never fails: a connection that does not answer in time is given up. */
        Future<Void> prove() {
            long asked = System.nanoTime();
            return connection
                    .query("select 1")
                    .execute()
                    .timeout(TRUSTED_NANOS, TimeUnit.NANOSECONDS)
                    .transform(answer -> {
                        if (answer.failed()) {
                            return end();
                        }
                        proven = asked;
                        return Future.succeededFuture();
                    });
        }

        Future<Void> end() {
            whole = false;
            return connection.close().otherwiseEmpty();
        }

        private void lost() {
            whole = false;
            vertx.cancelTimer(timer);
            listener.interrupted();
            again();
        }
    }
}
