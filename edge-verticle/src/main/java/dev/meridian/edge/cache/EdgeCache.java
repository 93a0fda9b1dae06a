package dev.meridian.edge.cache;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.edge.cache.decide.Principal;
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
import io.vertx.core.Future;
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
    private final FlightDeck deck;
    private final Answer answer;
    private final InstantSource clock;
    private final CacheCounters counters;

    /** @param site code of the site, part of the cache's name in {@code Cache-Status} */
    public EdgeCache(Vertx vertx, CacheSettings settings, String site, InstantSource clock, Telemetry telemetry) {
        this.vertx = vertx;
        this.store = new CacheStore(settings.memory());
        this.deck = new FlightDeck(store, settings, clock);
        this.answer = new Answer(site, clock);
        this.clock = clock;
        this.counters = new CacheCounters(telemetry.metrics());
        Gauge.builder("meridian_cache_bytes", store, CacheStore::weight).register(telemetry.metrics());
    }

    /** Answers an exchange, from the store where that is right, else from the origin. Called on its event loop. */
    public void serve(Exchange exchange, ResourceKey resource, Origin origin) {
        RequestFacts facts = RequestFacts.of(
                exchange.request().method().name(), exchange.request().headers()::getAll);
        Visit visit = new Visit(exchange, resource, origin, facts, vertx.getOrCreateContext(), Visit.ATTEMPTS);
        switch (facts.kind()) {
            case GET, HEAD -> decide(visit);
            case SAFE -> pass(visit, CacheStatus.forwarded(Why.METHOD));
            case UNSAFE -> passUnsafe(visit);
        }
    }

    /** Has the origin answer, without a look at the store. Called on the exchange's event loop. */
    public void bypass(Exchange exchange, Origin origin) {
        CacheStatus status = CacheStatus.forwarded(Why.BYPASS);
        origin.pass()
                .onSuccess(response -> answer.passOn(exchange, response, status))
                .onFailure(failure -> answer.fail(exchange, failure, status));
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
        if (visit.request().contentLength() != 0 || ORIGIN_ONLY.stream().anyMatch(visit.fields()::has)) {
            pass(visit, CacheStatus.forwarded(Why.BYPASS));
            return;
        }
        Lookup lookup = store.lookup(visit.resource(), visit.fields());
        Optional<Entry> found = lookup instanceof Lookup.Found hit ? Optional.of(hit.entry()) : Optional.empty();
        Reuse reuse = switch (lookup) {
            case Lookup.Found hit -> Reuse.of(visit.facts(), hit.entry().facts(), clock.millis());
            case Lookup.OtherVariants others -> Reuse.ofNothing(visit.facts(), Why.VARY_MISS);
            case Lookup.Nothing nothing -> Reuse.ofNothing(visit.facts(), Why.URI_MISS);
        };
        act(visit, lookup.key(), reuse, found);
    }

    private void act(Visit visit, VariantKey key, Reuse reuse, Optional<Entry> found) {
        switch (reuse) {
            case Reuse.Fresh fresh -> found.ifPresent(entry -> giveHit(visit, entry));
            case Reuse.WhileRevalidating stale -> {
                found.ifPresent(entry -> giveStale(visit, entry));
                refresh(visit, key, found);
            }
            case Reuse.Validate validate -> fetch(visit, key, validate.why(), found);
            case Reuse.Fetch fetch -> fetch(visit, key, fetch.why(), Optional.empty());
            case Reuse.OnlyIfCached none ->
                answer.nothingStored(
                        visit.exchange(), CacheStatus.forwarded(Why.REQUEST).detail("only-if-cached"));
        }
    }

    private void giveHit(Visit visit, Entry entry) {
        counters.hit();
        answer.give(visit, entry, CacheStatus.hit(entry.facts().ttl(clock.millis())));
    }

    private void giveStale(Visit visit, Entry entry) {
        counters.stale();
        answer.give(
                visit, entry, CacheStatus.hit(entry.facts().ttl(clock.millis())).detail("stale-while-revalidate"));
    }

    /** One refresh at a time, on nobody's behalf; whoever comes meanwhile is answered from what is stored. */
    private void refresh(Visit visit, VariantKey key, Optional<Entry> held) {
        deck.board(new Flight.Key(visit.resource(), key.variant(), Principal.ANYONE), visit, true, held)
                .flight()
                .discardUnlessShared();
    }

    private void fetch(Visit visit, VariantKey key, Why why, Optional<Entry> held) {
        board(visit, key.variant(), CacheStatus.forwarded(why), held);
    }

    private void board(Visit visit, String variant, CacheStatus status, Optional<Entry> held) {
        Flight.Key key = new Flight.Key(visit.resource(), variant, visit.facts().principal());
        if (visit.facts().kind() == RequestFacts.Kind.HEAD || visit.attempts() == 0) {
            passOrStandIn(visit, status, held);
            return;
        }
        if (held.isEmpty() && deck.isUnshared(key)) {
            pass(visit, status.detail("hit-for-miss"));
            return;
        }
        FlightDeck.Seat seat = deck.board(key, visit, false, held);
        seat.flight()
                .outcome()
                .onComplete(outcome -> visit.context().runOnContext(ignored -> {
                    if (!visit.exchange().ended().isComplete()) {
                        arrive(
                                visit,
                                outcome.result(),
                                seat.joined(),
                                seat.joined() ? status.collapsed() : status,
                                held);
                    } else if (!seat.joined()) {
                        seat.flight().discardUnlessShared();
                    }
                }));
    }

    private void arrive(Visit visit, Outcome outcome, boolean joined, CacheStatus status, Optional<Entry> held) {
        switch (outcome) {
            case Outcome.Shared shared -> share(visit, shared, joined, status, held);
            case Outcome.Refreshed refreshed -> {
                counters.miss();
                Entry entry = refreshed.entry();
                answer.give(
                        visit,
                        entry,
                        status.status(304).stored().ttl(entry.facts().ttl(clock.millis())));
            }
            case Outcome.StandIn standIn -> standIn(visit, standIn.entry(), standIn.reason());
            case Outcome.Unshared response -> {
                if (joined || visit.isPartialOrConditional()) {
                    if (!joined) {
                        response.fetched().cancel().run();
                    }
                    pass(visit, status.detail(response.reason()));
                } else {
                    counters.pass();
                    answer.passOn(visit.exchange(), response.fetched().response(), status.detail(response.reason()));
                }
            }
            case Outcome.Declined declined -> pass(visit, status.detail(declined.reason()));
            case Outcome.Failed failed -> fail(visit, failed.cause(), status);
        }
    }

    private void share(Visit visit, Outcome.Shared shared, boolean joined, CacheStatus status, Optional<Entry> held) {
        String variant = shared.rule().variant(visit.fields());
        if (!shared.facts().sharing().admits(visit.facts().principal())) {
            pass(visit, status.detail("not shared"));
        } else if (!variant.equals(shared.variant())) {
            board(visit.again(), variant, CacheStatus.forwarded(Why.VARY_MISS), held);
        } else if (Answer.isRanged(visit, shared.facts())) {
            awaitWhole(visit, shared, status);
        } else {
            counters.miss();
            CacheStatus told = status.status(shared.status()).ttl(shared.facts().ttl(clock.millis()));
            if (!answer.stream(visit, shared, joined ? told : told.stored())) {
                pass(visit, status.detail("too large"));
            }
        }
    }

    /** A part is cut from the whole once that is there. */
    private void awaitWhole(Visit visit, Outcome.Shared shared, CacheStatus status) {
        Future<Entry> whole = shared.entry();
        whole.onComplete(done -> visit.context().runOnContext(ignored -> {
            if (done.succeeded()) {
                counters.miss();
                answer.give(visit, done.result(), status.status(shared.status()).stored());
            } else {
                pass(visit, status);
            }
        }));
    }

    private void pass(Visit visit, CacheStatus status) {
        passOrStandIn(visit, status, Optional.empty());
    }

    private void passOrStandIn(Visit visit, CacheStatus status, Optional<Entry> held) {
        counters.pass();
        visit.origin()
                .pass()
                .onSuccess(response -> answer.passOn(visit.exchange(), response, status.status(response.status())))
                .onFailure(failure -> held.filter(entry -> entry.facts().mayServeOnError(true, clock.millis()))
                        .ifPresentOrElse(
                                entry -> standIn(visit, entry, "region unreachable"),
                                () -> fail(visit, failure, status)));
    }

    /** What a successful unsafe request may have changed is forgotten (RFC 9111 section 4.4). */
    private void passUnsafe(Visit visit) {
        visit.origin()
                .pass()
                .onSuccess(response -> {
                    if (response.status() < 400) {
                        store.invalidate(visit.resource());
                    }
                    answer.passOn(visit.exchange(), response, CacheStatus.forwarded(Why.METHOD));
                })
                .onFailure(failure -> fail(visit, failure, CacheStatus.forwarded(Why.METHOD)));
    }

    private void standIn(Visit visit, Entry entry, String reason) {
        counters.stale();
        CacheStatus status = CacheStatus.forwarded(Why.STALE).ttl(entry.facts().ttl(clock.millis()));
        answer.give(visit, entry, status.detail(reason));
    }

    private void fail(Visit visit, Throwable failure, CacheStatus status) {
        counters.failure();
        answer.fail(visit.exchange(), failure, status);
    }
}
