package dev.meridian.functions;

import dev.meridian.functions.wire.FlightRecorder.Flight;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deployments that brought down a host, and for how long they are not run. Of those that ran when a host died, the one
 * that ran longest is held to be the cause, with all that had run for long; the others get a strike, and a second
 * strike counts as a cause. Confined to the pool's context.
 */
final class Quarantine {

    /** What the owner of one that is held is told. */
    static final String NOTICE = "The deployment brought down its host and is not run for a while.";

    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);
    private static final int REMEMBERED = 10_000;
    private static final int MAXIMUM_DOUBLINGS = 6;
    private static final long LONG_NANOS = 100_000_000L;
    private static final long MAXIMUM_NANOS = Duration.ofHours(1).toNanos();

    private final Duration duration;
    private final Map<Launch.Key, Sentence> sentences = new LinkedHashMap<>();

    Quarantine(Duration duration) {
        this.duration = duration;
    }

    private record Sentence(int crashes, int strikes, long untilNanos) {
        private static final Sentence NONE = new Sentence(0, 0, 0);
    }

    /** The launches, of those that ran when a host died, that are held to be the cause. */
    static Set<Integer> causes(Collection<Flight> flights, long diedNanos) {
        long oldest = flights.stream()
                .map(Flight::sinceNanos)
                .min(Comparator.naturalOrder())
                .orElse(diedNanos);
        return flights.stream()
                .filter(flight -> flight.sinceNanos() == oldest || diedNanos - flight.sinceNanos() > LONG_NANOS)
                .map(Flight::launch)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Sentences those whose fault a host's death is, and gives the others that ran a strike. */
    void judge(Host host, List<Flight> flights, long diedNanos) {
        Set<Integer> causes = causes(flights, diedNanos);
        host.launchesOf(causes).forEach(launch -> {
            sentence(launch, diedNanos);
            log.atWarn()
                    .addKeyValue("project", launch.tenant())
                    .addKeyValue("function", launch.function())
                    .addKeyValue("deployment", launch.deployment())
                    .log("A function brought down its host and is quarantined");
        });
        List<Flight> others = flights.stream()
                .filter(flight -> !causes.contains(flight.launch()))
                .toList();
        host.launchesOf(others).forEach(launch -> strike(launch, diedNanos));
    }

    void sentence(Launch.Key launch, long nowNanos) {
        Launch.Key key = launch.withoutConfiguration();
        Sentence before = sentences.getOrDefault(key, Sentence.NONE);
        long nanos = Math.min(MAXIMUM_NANOS, duration.toNanos() << Math.min(before.crashes(), MAXIMUM_DOUBLINGS));
        put(key, new Sentence(before.crashes() + 1, 0, nowNanos + nanos));
    }

    void strike(Launch.Key launch, long nowNanos) {
        Launch.Key key = launch.withoutConfiguration();
        Sentence before = sentences.getOrDefault(key, new Sentence(0, 0, nowNanos));
        if (before.strikes() > 0) {
            sentence(launch, nowNanos);
        } else {
            put(key, new Sentence(before.crashes(), 1, before.untilNanos()));
        }
    }

    boolean holds(Launch.Key launch, long nowNanos) {
        Sentence sentence = sentences.get(launch.withoutConfiguration());
        return sentence != null && sentence.crashes() > 0 && sentence.untilNanos() - nowNanos > 0;
    }

    /** Whether a deployment has been running when a host died. */
    boolean suspects(Launch.Key launch) {
        return sentences.containsKey(launch.withoutConfiguration());
    }

    int size(long nowNanos) {
        return (int) List.copyOf(sentences.keySet()).stream()
                .filter(key -> holds(key, nowNanos))
                .count();
    }

    private void put(Launch.Key key, Sentence sentence) {
        sentences.remove(key);
        sentences.put(key, sentence);
        if (sentences.size() > REMEMBERED) {
            sentences.remove(sentences.keySet().iterator().next());
        }
    }
}
