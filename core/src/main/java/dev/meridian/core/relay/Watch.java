package dev.meridian.core.relay;

import dev.meridian.core.path.PingWindow;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a peer lives, over a connection that carries nothing but pings, so that no body delays an answer.
 * Everything but {@link #state} happens on its context.
 *
 * <p>The peer is dead when its connection is lost, or no ping was answered for {@link #SILENCE}, looked at to the moment:
 * all of the second within which a peer that hangs must be noticed is left to one that is merely slow. A look that comes
 * late shows that this node itself stood still, which says nothing about the peer; it then gets time to answer, and pings
 * that were under way measure nothing.
 */
final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long TICK_MILLIS = 250;
    private static final long TICK_NANOS = Duration.ofMillis(TICK_MILLIS).toNanos();
    private static final Duration SILENCE = Duration.ofMillis(900);
    private static final long STALL_NANOS = Duration.ofMillis(2 * TICK_MILLIS).toNanos();
    private static final long LEAST_BACKOFF_MILLIS = 100;
    private static final long MOST_BACKOFF_MILLIS = 1_000;

    private final ContextInternal context;
    private final PeerAddress address;
    private final RelayPath path;
    private final Supplier<Future<HttpClientConnection>> connect;
    private final Runnable onUp;
    private final Runnable onDown;
    private final PingWindow pings = new PingWindow();
    private volatile LinkState state = new LinkState.Connecting();
    private @Nullable HttpClientConnection connection;
    private boolean over;
    private long timer;
    private long lastTick;
    private long lastAnswer;
    private long stalledAt;
    private long backoffMillis = LEAST_BACKOFF_MILLIS;

    Watch(
            ContextInternal context,
            PeerAddress address,
            RelayPath path,
            Supplier<Future<HttpClientConnection>> connect,
            Runnable onUp,
            Runnable onDown) {
        this.context = context;
        this.address = address;
        this.path = path;
        this.connect = connect;
        this.onUp = onUp;
        this.onDown = onDown;
    }

    void begin() {
        context.runOnContext(ignored -> tryConnect());
    }

    void end() {
        context.runOnContext(ignored -> {
            over = true;
            drop();
        });
    }

    LinkState state() {
        return state;
    }

    private void tryConnect() {
        if (!over) {
            connect.get().onSuccess(this::connected).onFailure(cause -> {
                down(String.valueOf(cause.getMessage()));
                retryLater();
            });
        }
    }

    private void connected(HttpClientConnection made) {
        if (over) {
            made.close();
            return;
        }
        connection = made;
        pings.clear();
        lastTick = System.nanoTime();
        lastAnswer = lastTick;
        stalledAt = lastTick;
        made.closeHandler(ignored -> lost(made, "its connection was closed"));
        ping(made);
        timer = context.owner().setPeriodic(TICK_MILLIS, ignored -> tick(made));
    }

    private void tick(HttpClientConnection watched) {
        long now = System.nanoTime();
        allowForStall(now, lastTick + STALL_NANOS);
        lastTick = now;
        long end = lastAnswer + SILENCE.toNanos();
        if (end - now <= 0) {
            lost(watched, "no ping was answered for " + SILENCE.toMillis() + " ms");
        } else {
            ping(watched);
            if (end - now < TICK_NANOS) {
                lookAt(watched, end);
            }
        }
    }

    /** Looks again at the end of the silence that is allowed, which comes before the next tick. */
    private void lookAt(HttpClientConnection watched, long end) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) + 1;
        context.owner().setTimer(Math.max(1, millis), ignored -> {
            long now = System.nanoTime();
            allowForStall(now, end + TICK_NANOS);
            if (watched.equals(connection) && now - lastAnswer >= SILENCE.toNanos()) {
                lost(watched, "no ping was answered for " + SILENCE.toMillis() + " ms");
            }
        });
    }

    private void allowForStall(long now, long latest) {
        if (now - latest > 0) {
            stalledAt = now;
            lastAnswer = Math.max(lastAnswer, now - TICK_NANOS);
        }
    }

    private void ping(HttpClientConnection watched) {
        long sent = System.nanoTime();
        watched.ping(Buffer.buffer(Long.BYTES).appendLong(sent)).onSuccess(ignored -> {
            if (watched.equals(connection)) {
                answered(sent);
            }
        });
    }

    private void answered(long sent) {
        lastAnswer = System.nanoTime();
        backoffMillis = LEAST_BACKOFF_MILLIS;
        if (pings.isEmpty() || sent - stalledAt >= 0) {
            pings.add(lastAnswer - sent);
        }
        boolean wasUp = state instanceof LinkState.Up;
        state = new LinkState.Up(pings.quality(), path);
        if (!wasUp) {
            LOG.atInfo().addKeyValue("peer", address).addKeyValue("path", path).log("Peer answers");
            onUp.run();
        }
    }

    private void lost(HttpClientConnection watched, String reason) {
        if (watched.equals(connection)) {
            drop();
            down(reason);
            retryLater();
        }
    }

    private void drop() {
        HttpClientConnection dropped = connection;
        connection = null;
        if (dropped != null) {
            context.owner().cancelTimer(timer);
            dropped.close();
        }
    }

    private void down(String reason) {
        if (!(state instanceof LinkState.Down)) {
            LOG.atInfo()
                    .addKeyValue("peer", address)
                    .addKeyValue("path", path)
                    .addKeyValue("reason", reason)
                    .log("Peer is out of reach");
        }
        state = new LinkState.Down(reason);
        onDown.run();
    }

    private void retryLater() {
        if (!over) {
            long jittered = ThreadLocalRandom.current().nextLong(backoffMillis / 2, backoffMillis + 1);
            backoffMillis = Math.min(2 * backoffMillis, MOST_BACKOFF_MILLIS);
            context.owner().setTimer(jittered, ignored -> tryConnect());
        }
    }
}
