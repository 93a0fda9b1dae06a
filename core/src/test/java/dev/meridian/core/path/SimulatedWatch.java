package dev.meridian.core.path;

import java.util.Random;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;

/** What a node knows of a link or a tunnel by its pings, as the relay's watch would. Time is in milliseconds. */
final class SimulatedWatch {

    private static final long PING_MILLIS = 250;
    private static final long SILENCE_MILLIS = 900;

    private final LongPredicate alive;
    private final ToLongFunction<Random> ping;
    private final PingWindow pings = new PingWindow();
    private final Random random;
    private Link state = new Link.Connecting();
    private long connectedAt;
    private long lastAnswer;

    /**
     * @param alive whether it passes anything at a time
     * @param ping nanoseconds that one takes
     * @param connecting how long a connection takes to be made
     */
    SimulatedWatch(LongPredicate alive, ToLongFunction<Random> ping, Random random, long now, long connecting) {
        this.alive = alive;
        this.ping = ping;
        this.random = random;
        this.connectedAt = now + connecting;
        this.lastAnswer = connectedAt;
    }

    Link state() {
        return state;
    }

    void step(long now) {
        if (now < connectedAt) {
            return;
        }
        boolean passes = alive.test(now);
        if (!(state instanceof Link.Alive)) {
            if (passes) {
                pings.clear();
                answer(now);
            } else {
                state = new Link.Dead();
                connectedAt = now + random.nextLong(100, 1_500);
            }
        } else if (passes && now % PING_MILLIS == 0) {
            answer(now);
        } else if (now - lastAnswer >= SILENCE_MILLIS) {
            state = new Link.Dead();
            connectedAt = now + random.nextLong(100, 1_500);
        }
    }

    private void answer(long now) {
        lastAnswer = now;
        pings.add(ping.applyAsLong(random));
        state = new Link.Alive(pings.quality());
    }
}
