package dev.meridian.edge.cache;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.decide.Reuse;
import dev.meridian.edge.cache.decide.Reuse.Why;
import dev.meridian.edge.cache.disk.DiskCache;
import dev.meridian.edge.cache.disk.DiskSettings;
import dev.meridian.edge.cache.policy.Handling;
import dev.meridian.edge.cache.policy.Policy;
import dev.meridian.edge.cache.policy.Source;
import dev.meridian.edge.cache.store.Beneath;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.Lookup;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.VariantKey;
import dev.meridian.edge.cache.tier.DiskTier;
import dev.meridian.edge.cache.tier.OnDisk;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A shared cache in front of an origin (RFC 9111). Safe for use by many event loops; each exchange is answered on its
 * own.
 */
public final class EdgeCache {

    /** Requests with one of these want what only the origin can do. */
    private static final List<String> ORIGIN_ONLY = List.of(
            "if-match",
            "if-unmodified-since",
            "upgrade",
            "x-http-method-override",
            "x-http-method",
            "x-method-override");

    private final Vertx vertx;
    private final CacheStore store;
    private final @Nullable DiskTier disk;
    private final Answer answer;
    private final FlightDeck deck;
    private final Forwarder forwarder;
    private final InstantSource clock;
    private final CacheCounters counters;
    private final Compressor compressor;
    private volatile Policies policies = Policies.NONE;

    /**
     * A cache in memory only.
     *
     * @param site code of the site, part of the cache's name in {@code Cache-Status}
     */
    public EdgeCache(Vertx vertx, CacheSettings settings, String site, InstantSource clock, Telemetry telemetry) {
        this(
                vertx,
                settings,
                site,
                clock,
                telemetry,
                new CacheStore(settings.memory(), settings.ownerPercent(), Beneath.NOTHING),
                null);
    }

    private EdgeCache(
            Vertx vertx,
            CacheSettings settings,
            String site,
            InstantSource clock,
            Telemetry telemetry,
            CacheStore store,
            @Nullable DiskTier disk) {
        this.vertx = vertx;
        this.store = store;
        this.disk = disk;
        this.answer = new Answer(site, settings.profile(), clock);
        this.clock = clock;
        this.counters = new CacheCounters(telemetry.metrics());
        this.compressor = new Compressor(vertx, store);
        this.deck = new FlightDeck(store, disk, settings, clock);
        this.forwarder = new Forwarder(deck, answer, compressor, counters);
        Gauge.builder("meridian_cache_bytes", store, CacheStore::weight).register(telemetry.metrics());
    }

    /**
     * A cache in memory over one on disk; in memory only where the disk's folder cannot be used.
     *
     * @param name of the cache, that no other in this process has
     * @param site as for {@link #EdgeCache}
     */
    public static Future<EdgeCache> open(
            Vertx vertx,
            String name,
            CacheSettings settings,
            DiskSettings onDisk,
            String site,
            InstantSource clock,
            Telemetry telemetry) {
        return DiskCache.open(vertx, "cache-disk-" + name, onDisk, telemetry.metrics())
                .map(disk -> disk.isOpen()
                        ? over(disk, vertx, settings, site, clock, telemetry)
                        : new EdgeCache(vertx, settings, site, clock, telemetry));
    }

    private static EdgeCache over(
            DiskCache disk,
            Vertx vertx,
            CacheSettings settings,
            String site,
            InstantSource clock,
            Telemetry telemetry) {
        CacheStore store = new CacheStore(settings.memory(), settings.ownerPercent(), new OnDisk(disk));
        DiskTier tier =
                new DiskTier(vertx, disk, store, settings.profile(), settings.objectLimit(), telemetry.metrics());
        return new EdgeCache(vertx, settings, site, clock, telemetry, store, tier);
    }

    /**
     * Caches by other policies from now on. What was stored by one that has changed is to be purged.
     *
     * @param byProject those of projects that have one
     */
    public void adopt(Map<String, Policy> byProject) {
        policies = new Policies(byProject);
        deck.forgetUnshared();
    }

    /**
     * Answers an exchange, from the store where that is right, else from the origin. Called on its event loop.
     *
     * @param resource with the URI as it was sent
     */
    public void serve(Exchange exchange, ResourceKey resource, Origin origin, Source source) {
        Handling handling = policies.of(resource, source);
        Fields fields = new HeaderFields(exchange.request().headers());
        RequestFacts facts = RequestFacts.of(exchange.request().method().name(), fields);
        Visit visit = new Visit(
                exchange,
                resource.withUri(handling.uri(resource.uri())),
                origin,
                handling,
                fields,
                facts,
                vertx.getOrCreateContext(),
                Visit.ATTEMPTS);
        switch (facts.kind()) {
            case GET, HEAD -> decide(visit);
            case SAFE -> forwarder.pass(visit, CacheStatus.forwarded(Why.METHOD));
            case UNSAFE -> forwarder.passUnsafe(visit);
        }
    }

    /** Has the origin answer, without a look at the store. Called on the exchange's event loop. */
    public void bypass(Exchange exchange, Origin origin) {
        forwarder.bypass(exchange, origin);
    }

    /** Makes everything covered unfindable, or stale if soft; for fetches under way as well. */
    public void purge(PurgeScope scope, boolean soft) {
        store.purge(policies.widened(scope), soft);
    }

    /** As {@link CacheStore#vouch}. */
    public void vouch(String region, long until) {
        store.vouch(region, until);
    }

    /** As {@link CacheStore#sweep}. */
    public boolean sweep() {
        return store.sweep();
    }

    /** Whether there is a disk under the memory. */
    public boolean isOnDisk() {
        return disk != null;
    }

    /** Whether purges wait for {@link #sweepDisk}. */
    public boolean isDiskSweepDue() {
        return disk != null && disk.isSweepDue();
    }

    /** As {@link DiskTier#sweep}. */
    public Future<Long> sweepDisk() {
        return disk == null ? Future.succeededFuture(0L) : disk.sweep();
    }

    /**
     * Holds nothing of a project any more: what is in memory cannot be found from this moment on and is freed by the next
     * sweep; once the result is there, what was on the disk is overwritten.
     */
    public Future<Void> erase(String region, String project) {
        purge(PurgeScope.project(region, project), false);
        return disk == null ? Future.succeededFuture() : disk.erase(region, project);
    }

    /** As {@link DiskTier#clear}. */
    public Future<Void> clearDisk() {
        return disk == null ? Future.succeededFuture() : disk.clear();
    }

    /** Puts on the disk what waits for that, and lets go of it. */
    public Future<Void> close() {
        return disk == null ? Future.succeededFuture() : disk.close();
    }

    private void decide(Visit visit) {
        if (visit.request().contentLength() != 0 || wantsOrigin(visit)) {
            forwarder.pass(visit, CacheStatus.forwarded(Why.BYPASS));
            return;
        }
        Optional<String> bypass = visit.handling().bypass(visit.fields());
        if (bypass.isPresent()) {
            forwarder.pass(visit, CacheStatus.forwarded(Why.BYPASS).detail(bypass.get()));
            return;
        }
        Lookup lookup = store.lookup(visit.resource(), visit.fields());
        DiskTier tier = disk;
        if (tier == null || lookup instanceof Lookup.Found || !tier.mayHave(visit.resource())) {
            act(visit, lookup, "");
        } else {
            look(visit, tier, lookup);
        }
    }

    private void look(Visit visit, DiskTier tier, Lookup missed) {
        tier.find(visit.resource(), visit.fields(), missed)
                .onComplete(found -> visit.context().runOnContext(ignored -> {
                    Exchange exchange = visit.exchange();
                    if (!exchange.ended().isComplete() && !exchange.isResponded()) {
                        forwarder.guard(
                                exchange,
                                CacheStatus.forwarded(Why.URI_MISS),
                                () -> act(visit, found.succeeded() ? found.result() : missed, "disk"));
                    }
                }));
    }

    /** @param place where it was found, if that is worth saying */
    private void act(Visit visit, Lookup lookup, String place) {
        switch (lookup) {
            case Lookup.Found found ->
                act(visit, found.key(), reuse(visit, found.entry()), Optional.of(found.entry()), place);
            case Lookup.OtherVariants others ->
                act(visit, others.key(), Reuse.ofNothing(visit.facts(), Why.VARY_MISS), Optional.empty(), "");
            case Lookup.Nothing nothing ->
                act(visit, nothing.key(), Reuse.ofNothing(visit.facts(), Why.URI_MISS), Optional.empty(), "");
        }
    }

    private static boolean wantsOrigin(Visit visit) {
        for (String name : ORIGIN_ONLY) {
            if (visit.fields().has(name)) {
                return true;
            }
        }
        return false;
    }

    private Reuse reuse(Visit visit, Entry entry) {
        return Reuse.of(visit.facts(), entry.facts(), visit.isSatisfiedBy(entry), clock.millis());
    }

    private void act(Visit visit, VariantKey key, Reuse reuse, Optional<Entry> found, String place) {
        switch (reuse) {
            case Reuse.Fresh fresh -> found.ifPresent(entry -> giveHit(visit, key, entry, place));
            case Reuse.WhileRevalidating stale -> {
                found.ifPresent(entry -> giveStale(visit, key, entry));
                forwarder.refresh(visit, key, wholeOf(found));
            }
            case Reuse.Validate validate -> forwarder.fetch(visit, key, validate.why(), wholeOf(found));
            case Reuse.Fetch fetch ->
                forwarder.fetch(visit, key, fetch.why(), found.filter(entry -> isCompletable(visit, fetch, entry)));
            case Reuse.OnlyIfCached none ->
                answer.nothingStored(
                        visit.exchange(), CacheStatus.forwarded(Why.REQUEST).detail("only-if-cached"));
        }
    }

    /** A part is not validated but fetched anew. */
    private static Optional<Entry> wholeOf(Optional<Entry> found) {
        return found.filter(entry -> entry.extent().isWhole());
    }

    /** Whether the rest is all that has to be asked for: the rest of something else must be recognisable as such. */
    private boolean isCompletable(Visit visit, Reuse.Fetch fetch, Entry entry) {
        return fetch.why() == Why.PARTIAL
                && !visit.fields().has("range")
                && entry.extent().first() == 0
                && entry.facts().hasStrongValidator()
                && entry.facts().ttl(clock.millis()) > 0;
    }

    private void giveHit(Visit visit, VariantKey key, Entry entry, String place) {
        counters.hit();
        if (!entry.isOffered()) {
            offer(visit, key, entry);
        }
        CacheStatus status = CacheStatus.hit(entry.facts().ttl(clock.millis()));
        forwarder.give(visit, compressor.form(visit, key, entry), place.isEmpty() ? status : status.detail(place));
    }

    /** What is asked for a second time is worth a place on the disk. */
    private void offer(Visit visit, VariantKey key, Entry entry) {
        if (disk == null) {
            entry.offered();
        } else {
            disk.offer(key, entry, visit.fields());
        }
    }

    private void giveStale(Visit visit, VariantKey key, Entry entry) {
        counters.stale();
        CacheStatus status = CacheStatus.hit(entry.facts().ttl(clock.millis())).detail("stale-while-revalidate");
        forwarder.give(visit, compressor.form(visit, key, entry), status);
    }
}
