package dev.meridian.edge.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.tier.DiskTier;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The flights under way, one for each key, and what they share. Safe for use by many threads. */
final class FlightDeck {

    /** Bytes that the keys of what could not be shared may take. */
    private static final int MOST_MARKERS = 8 << 20;

    private final CacheStore store;
    private final @Nullable DiskTier disk;
    private final CacheSettings settings;
    private final InstantSource clock;
    private final Map<Flight.Key, Flight> flights = new ConcurrentHashMap<>();
    private final Cache<Flight.Key, Boolean> unshared;
    private final AtomicLong reserved = new AtomicLong();

    FlightDeck(CacheStore store, @Nullable DiskTier disk, CacheSettings settings, InstantSource clock) {
        this.store = store;
        this.disk = disk;
        this.settings = settings;
        this.clock = clock;
        this.unshared = Caffeine.newBuilder()
                .maximumWeight(MOST_MARKERS)
                .weigher((Flight.Key key, Boolean marked) -> key.weight())
                .expireAfterWrite(settings.hitForMiss())
                .executor(Runnable::run)
                .build();
    }

    CacheStore store() {
        return store;
    }

    CacheSettings settings() {
        return settings;
    }

    InstantSource clock() {
        return clock;
    }

    /** Stores a response, and lets the disk know. */
    void put(ResourceKey resource, VaryRule rule, Fields request, Entry entry) {
        if ((entry.isDistant() || store.put(resource, rule, request, entry)) && disk != null) {
            disk.renew(resource, rule, request, entry);
        }
    }

    /** The disk, for a body that is too long for memory, if it takes one of that length. */
    Optional<DiskTier> disk(OptionalLong length) {
        return Optional.ofNullable(disk).filter(tier -> tier.takes(length));
    }

    /** The departure of a request that leaves now. */
    Departure departure() {
        return new Departure(store.mark(), clock.millis());
    }

    /** A flight, and whether it was there already. */
    record Seat(Flight flight, boolean joined) {}

    /** Joins the flight under a key, or begins one. */
    Seat board(Flight.Key key, Visit visit, boolean anonymous, Optional<Entry> held) {
        Flight mine = new Flight(this, key, visit, anonymous, held);
        Flight theirs =
                flights.compute(key, (same, present) -> present != null && present.isJoinable() ? present : mine);
        if (theirs != mine) {
            return new Seat(theirs, true);
        }
        mine.outcome().onComplete(outcome -> leave(key, mine, outcome.result()));
        mine.depart(visit);
        return new Seat(mine, false);
    }

    /** Begins a flight that nobody joins: each request must ask for itself. */
    Seat boardAlone(Flight.Key key, Visit visit, Optional<Entry> held) {
        Flight mine = new Flight(this, key, visit, false, held);
        mine.depart(visit);
        return new Seat(mine, false);
    }

    /** A flight stays on the deck until its body is stored, so that nobody misses it in between. */
    private void leave(Flight.Key key, Flight flight, Outcome outcome) {
        if (outcome instanceof Outcome.Shared shared) {
            shared.entry().onComplete(stored -> {
                if (shared.body().isKeptElsewhere()) {
                    unshared.put(key, true);
                }
                flights.remove(key, flight);
            });
            return;
        }
        if (outcome instanceof Outcome.Unshared response
                && response.fetched().response().status() < 500) {
            unshared.put(key, true);
        }
        flights.remove(key, flight);
    }

    /** Whether responses under a key could not be shared a short while ago, so that waiting for one is no use. */
    boolean isUnshared(Flight.Key key) {
        return unshared.getIfPresent(key) != null;
    }

    /** For when more may be shared than before. */
    void forgetUnshared() {
        unshared.invalidateAll();
    }

    /** Sets memory aside for a body on its way; false when too much is on its way. */
    boolean reserve(long bytes) {
        if (reserved.addAndGet(bytes) <= settings.memory()) {
            return true;
        }
        reserved.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        reserved.addAndGet(-bytes);
    }
}
