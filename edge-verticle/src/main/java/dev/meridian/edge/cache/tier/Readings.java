package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.disk.DiskCache;
import dev.meridian.edge.cache.disk.DiskKey;
import dev.meridian.edge.cache.disk.DiskObject;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Lookup;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.Search;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reads under way, one for each object. Safe for use by many threads. */
final class Readings {

    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);

    /** Longer than this, the origin is as near as the disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** For so long a disk that kept somebody waiting is not asked. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final DiskCache disk;
    private final CacheStore store;
    private final Codec codec;
    private final TierCounters counters;
    private final Map<DiskKey, Reading> underWay = new ConcurrentHashMap<>();
    private volatile long restsUntil = System.nanoTime();

    Readings(DiskCache disk, CacheStore store, Codec codec, TierCounters counters) {
        this.disk = disk;
        this.store = store;
        this.codec = codec;
        this.counters = counters;
    }

    /** Whether the disk answered in time of late. */
    boolean isAnswering() {
        return System.nanoTime() - restsUntil >= 0;
    }

    /**
     * Opens an object and has something made of it. What fails, or takes too long, found nothing.
     *
     * @param use of what was opened; it is closed when all who joined are done
     */
    Future<Lookup> find(ResourceKey resource, DiskKey key, Function<Reading, Future<Lookup>> use) {
        Reading reading = join(resource, key);
        return reading.opened().compose(ignored -> use.apply(reading)).onComplete(done -> leave(key, reading));
    }

    private Reading join(ResourceKey resource, DiskKey key) {
        return underWay.compute(key, (same, present) -> {
            boolean joinable =
                    present != null && !store.isOutdated(present.search().mark(), resource);
            Reading joined = present != null && joinable ? present : begin(key);
            return joined.joined();
        });
    }

    private Reading begin(DiskKey key) {
        Search search = store.search();
        return new Reading(search, disk.find(key), codec);
    }

    private void leave(DiskKey key, Reading reading) {
        underWay.compute(key, (same, present) -> {
            boolean last = reading.left();
            if (last) {
                reading.opened().onSuccess(opened -> opened.ifPresent(DiskObject::close));
            }
            return last && present == reading ? null : present;
        });
    }

    /** What comes of a look-up in time; a failure is noted. */
    Future<Lookup> within(Future<Lookup> looked, Lookup otherwise) {
        return looked.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).otherwise(failure -> {
            note(failure);
            return otherwise;
        });
    }

    private void note(Throwable failure) {
        if (failure instanceof TimeoutException) {
            counters.late();
            if (isAnswering()) {
                restsUntil = System.nanoTime() + REST.toNanos();
                LOG.atWarn()
                        .addKeyValue("millis", PATIENCE.toMillis())
                        .log("The cache's disk is slow; it is left alone");
            }
        } else {
            counters.failed();
            LOG.atWarn().addKeyValue("cause", failure.toString()).log("A stored response could not be read");
        }
    }
}
