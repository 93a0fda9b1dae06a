package dev.meridian.region.messages;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** How many text messages each project may still send in the present hour, by one pod: they cost the operator money. */
public final class TextBudget {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final InstantSource clock;
    private final int most;
    private final Map<String, Integer> sent = new HashMap<>();
    private long hour;

    public TextBudget(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** Whether there is one left, which is taken. */
    public synchronized boolean take(String project) {
        long present = clock.millis() / HOUR;
        if (present != hour) {
            hour = present;
            sent.clear();
        }
        return sent.merge(project, 1, Integer::sum) <= most;
    }
}
