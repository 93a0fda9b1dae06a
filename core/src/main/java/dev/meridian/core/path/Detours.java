package dev.meridian.core.path;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Which nodes lie well between this one and others, at one moment. Looks at the nodes that cost least to reach from
 * here, so that its work is bounded in a network of any size.
 */
public final class Detours {

    /** What the node between adds: it hands every byte from one socket to another, twice a round trip. */
    static final long FORWARDING_NANOS = Duration.ofMillis(1).toNanos();

    private static final int CARRIERS_MOST = 64;
    private static final int CANDIDATES_MOST = 8;

    private final Map<String, Long> carriers = new HashMap<>();
    private final BiFunction<String, String, Optional<LinkQuality>> told;

    /**
     * @param own the direct links of this node to those that may carry
     * @param told the direct link from one node to another, as the first of them told it
     */
    public Detours(Map<String, LinkQuality> own, BiFunction<String, String, Optional<LinkQuality>> told) {
        this.told = told;
        own.entrySet().stream()
                .sorted(Comparator.comparingLong(link -> link.getValue().costNanos()))
                .limit(CARRIERS_MOST)
                .forEach(link -> carriers.put(link.getKey(), link.getValue().costNanos()));
    }

    /** The best ways to a peer, the cheapest first. */
    public List<Candidate> to(String peer) {
        return carriers.entrySet().stream()
                .filter(carrier -> !carrier.getKey().equals(peer))
                .flatMap(carrier -> rest(carrier.getKey(), peer)
                        .map(nanos -> new Candidate(carrier.getKey(), carrier.getValue() + nanos + FORWARDING_NANOS)))
                .sorted(Comparator.comparingLong(Candidate::costNanos))
                .limit(CANDIDATES_MOST)
                .toList();
    }

    /** From either end: a node tells of some of its links only. */
    private Stream<Long> rest(String carrier, String peer) {
        return told.apply(carrier, peer).or(() -> told.apply(peer, carrier)).map(LinkQuality::costNanos).stream();
    }
}
