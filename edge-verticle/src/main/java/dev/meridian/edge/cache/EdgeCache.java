package dev.meridian.edge.cache;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.decide.Reuse;
import dev.meridian.edge.cache.decide.Reuse.Why;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.Lookup;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.VariantKey;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A shared cache in front of an origin (RFC 9111). Safe for use by many event loops; each exchange is answered on its
 * own.
 */
public final class EdgeCache {

    /** Requests with one of these want what only the origin can do. */
    private static final List<String> ORIGIN_ONLY = List.of(
            "if-match",
            "if-unmodified-since",
            "x-http-method-override",
            "x-http-method",
            "x-method-override",
            "upgrade");

    private final Vertx vertx;
    private final CacheStore store;
    private final Answer answer;
    private final Forwarder forwarder;
    private final InstantSource clock;
    private final CacheCounters counters;
    private final Compressor compressor;

    /** @param site code of the site, part of the cache's name in {@code Cache-Status} */
    public EdgeCache(Vertx vertx, CacheSettings settings, String site, InstantSource clock, Telemetry telemetry) {
        this.vertx = vertx;
        this.store = new CacheStore(settings.memory());
        this.answer = new Answer(site, settings.profile(), clock);
        this.clock = clock;
        this.counters = new CacheCounters(telemetry.metrics());
        this.compressor = new Compressor(vertx, store);
        this.forwarder = new Forwarder(new FlightDeck(store, settings, clock), answer, compressor, counters);
        Gauge.builder("meridian_cache_bytes", store, CacheStore::weight).register(telemetry.metrics());
    }

    /** Answers an exchange, from the store where that is right, else from the origin. Called on its event loop. */
    public void serve(Exchange exchange, ResourceKey resource, Origin origin) {
        Fields fields = new HeaderFields(exchange.request().headers());
        RequestFacts facts = RequestFacts.of(exchange.request().method().name(), fields);
        Visit visit = new Visit(exchange, resource, origin, fields, facts, vertx.getOrCreateContext(), Visit.ATTEMPTS);
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
        store.purge(scope, soft);
    }

    /** As {@link CacheStore#vouch}. */
    public void vouch(String region, long until) {
        store.vouch(region, until);
    }

    /** As {@link CacheStore#sweep}. */
    public boolean sweep() {
        return store.sweep();
    }

    private void decide(Visit visit) {
        if (visit.request().contentLength() != 0 || wantsOrigin(visit)) {
            forwarder.pass(visit, CacheStatus.forwarded(Why.BYPASS));
            return;
        }
        Lookup lookup = store.lookup(visit.resource(), visit.fields());
        switch (lookup) {
            case Lookup.Found found -> act(visit, found.key(), reuse(visit, found.entry()), Optional.of(found.entry()));
            case Lookup.OtherVariants others ->
                act(visit, others.key(), Reuse.ofNothing(visit.facts(), Why.VARY_MISS), Optional.empty());
            case Lookup.Nothing nothing ->
                act(visit, nothing.key(), Reuse.ofNothing(visit.facts(), Why.URI_MISS), Optional.empty());
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

    private void act(Visit visit, VariantKey key, Reuse reuse, Optional<Entry> found) {
        switch (reuse) {
            case Reuse.Fresh fresh -> found.ifPresent(entry -> giveHit(visit, key, entry));
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

    private void giveHit(Visit visit, VariantKey key, Entry entry) {
        counters.hit();
        CacheStatus status = CacheStatus.hit(entry.facts().ttl(clock.millis()));
        answer.give(visit, compressor.form(visit, key, entry), status);
    }

    private void giveStale(Visit visit, VariantKey key, Entry entry) {
        counters.stale();
        CacheStatus status = CacheStatus.hit(entry.facts().ttl(clock.millis())).detail("stale-while-revalidate");
        answer.give(visit, compressor.form(visit, key, entry), status);
    }
}
