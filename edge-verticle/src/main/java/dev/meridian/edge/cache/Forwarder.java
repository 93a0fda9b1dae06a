package dev.meridian.edge.cache;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.relay.RelayResponse;
import dev.meridian.edge.cache.decide.CacheGroups;
import dev.meridian.edge.cache.decide.Directives;
import dev.meridian.edge.cache.decide.Principal;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.decide.Reuse.Why;
import dev.meridian.edge.cache.decide.SameOrigin;
import dev.meridian.edge.cache.decide.Storage;
import dev.meridian.edge.cache.disk.DiskObject;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.DistantBody;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.PurgeScope;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.VariantKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Has the origin answer what the store cannot, and learns from its answers. */
final class Forwarder {

    private final FlightDeck deck;
    private final CacheStore store;
    private final Answer answer;
    private final Compressor compressor;
    private final InstantSource clock;
    private final CacheCounters counters;

    Forwarder(FlightDeck deck, Answer answer, Compressor compressor, CacheCounters counters) {
        this.deck = deck;
        this.store = deck.store();
        this.answer = answer;
        this.compressor = compressor;
        this.clock = deck.clock();
        this.counters = counters;
    }

    /** One refresh at a time, on nobody's behalf; whoever comes meanwhile is answered from what is stored. */
    void refresh(Visit visit, VariantKey key, Optional<Entry> held) {
        deck.board(new Flight.Key(visit.resource(), key.variant(), Principal.ANYONE, ""), visit, true, held)
                .flight()
                .discardUnlessShared();
    }

    /** @param held what is stored and is to be validated, or completed */
    void fetch(Visit visit, VariantKey key, Why why, Optional<Entry> held) {
        if (visit.facts().kind() == RequestFacts.Kind.HEAD) {
            passHead(visit, CacheStatus.forwarded(why), held);
        } else {
            board(visit, key.variant(), CacheStatus.forwarded(why), held);
        }
    }

    private void board(Visit visit, String variant, CacheStatus status, Optional<Entry> held) {
        Flight.Key key = visit.flight(variant, deck.settings().profile());
        if (visit.attempts() == 0) {
            passOrStandIn(visit, status, held);
            return;
        }
        if (held.isEmpty() && deck.isUnshared(key)) {
            pass(visit, status.detail("hit-for-miss"));
            return;
        }
        boolean alone = held.isPresent() && held.get().facts().freshness().lifetime() == 0;
        FlightDeck.Seat seat = alone ? deck.boardAlone(key, visit, held) : deck.board(key, visit, false, held);
        seat.flight()
                .outcome()
                .onComplete(outcome -> visit.context().runOnContext(ignored -> {
                    if (!visit.exchange().ended().isComplete()) {
                        CacheStatus told = seat.joined() ? status.collapsed() : status;
                        guard(
                                visit.exchange(),
                                told,
                                () -> arrive(visit, variant, outcome.result(), seat.joined(), told, held));
                    } else if (!seat.joined()) {
                        seat.flight().discardUnlessShared();
                    }
                }));
    }

    private void arrive(
            Visit visit, String variant, Outcome outcome, boolean joined, CacheStatus status, Optional<Entry> held) {
        switch (outcome) {
            case Outcome.Shared shared -> share(visit, shared, joined, status, held);
            case Outcome.Refreshed refreshed -> {
                counters.miss();
                Entry entry = refreshed.entry();
                CacheStatus told = status.status(304).stored().ttl(entry.facts().ttl(clock.millis()));
                give(visit, compressor.form(visit, new VariantKey(visit.resource(), variant), entry), told);
            }
            case Outcome.StandIn standIn -> standIn(visit, standIn.entry(), standIn.reason());
            case Outcome.Unshared response -> {
                if (joined || !visit.isWhatItsFlightAsks(deck.settings().profile())) {
                    if (!joined) {
                        response.fetched().cancel().run();
                    }
                    pass(visit, status.detail(response.reason()));
                } else {
                    counters.pass();
                    answer.passOn(visit, response.fetched().response(), status.detail(response.reason()));
                }
            }
            case Outcome.Declined declined -> pass(visit, status.detail(declined.reason()));
            case Outcome.Failed failed -> fail(visit.exchange(), failed.cause(), status);
        }
    }

    private void share(Visit visit, Outcome.Shared shared, boolean joined, CacheStatus status, Optional<Entry> held) {
        String variant = shared.rule().variant(visit.fields());
        long ttl = shared.facts().ttl(clock.millis());
        if (!shared.facts().sharing().admits(visit.facts().principal())) {
            pass(visit, status.detail("not shared"));
        } else if (joined && ttl <= 0) {
            pass(visit, status.detail("stale on arrival"));
        } else if (!variant.equals(shared.variant())) {
            board(visit.again(), variant, CacheStatus.forwarded(Why.VARY_MISS), held);
        } else if (shared.status() == 200 && Answer.isRanged(visit, shared.facts())) {
            awaitWhole(visit, shared, status);
        } else {
            counters.miss();
            CacheStatus told = status.status(shared.status()).ttl(ttl);
            if (!answer.stream(visit, shared, joined ? told : told.stored())) {
                pass(visit, status.detail("too large"));
            }
        }
    }

    /** A part is cut from the whole once that is there. */
    private void awaitWhole(Visit visit, Outcome.Shared shared, CacheStatus status) {
        Future<Entry> whole = shared.entry();
        whole.onComplete(done -> visit.context()
                .runOnContext(ignored -> guard(visit.exchange(), status, () -> {
                    if (done.succeeded()) {
                        counters.miss();
                        answer.give(
                                visit,
                                done.result(),
                                status.status(shared.status()).stored());
                    } else {
                        pass(visit, status);
                    }
                })));
    }

    /** Has the origin answer, whatever is stored, and learns nothing from it. */
    void bypass(Exchange exchange, Origin origin) {
        CacheStatus status = CacheStatus.forwarded(Why.BYPASS);
        origin.pass()
                .onSuccess(
                        response -> guard(exchange, status, () -> answer.passOn(exchange, response, List.of(), status)))
                .onFailure(failure -> fail(exchange, failure, status));
    }

    /** Has the origin answer this request alone. */
    void pass(Visit visit, CacheStatus status) {
        passOrStandIn(visit, status, Optional.empty());
    }

    private void passOrStandIn(Visit visit, CacheStatus status, Optional<Entry> held) {
        pass(visit, status, held, response -> {});
    }

    private void pass(Visit visit, CacheStatus status, Optional<Entry> held, Consumer<RelayResponse> learn) {
        counters.pass();
        visit.origin()
                .pass()
                .onSuccess(response -> guard(visit.exchange(), status, () -> {
                    learn.accept(response);
                    answer.passOn(visit, response, status.status(response.status()));
                }))
                .onFailure(failure -> held.filter(entry -> entry.facts().mayServeOnError(true, clock.millis()))
                        .ifPresentOrElse(
                                entry -> standIn(visit, entry, "origin unreachable"),
                                () -> fail(visit.exchange(), failure, status)));
    }

    /** The answer to HEAD says whether what is stored still holds (RFC 9111 section 4.3.5). */
    private void passHead(Visit visit, CacheStatus status, Optional<Entry> held) {
        Departure departure = deck.departure();
        pass(
                visit,
                status,
                held,
                response -> held.filter(entry -> response.status() == 200)
                        .ifPresent(entry -> learnFromHead(visit, entry, response, departure)));
    }

    private void learnFromHead(Visit visit, Entry entry, RelayResponse response, Departure departure) {
        MultiMap headers = response.headers();
        boolean same = entry.status() == 200
                && isSame(entry.facts().etag(), headers.get("etag"))
                && isSame(entry.facts().lastModified(), headers.get("last-modified"))
                && (response.contentLength() < 0
                        || response.contentLength() == entry.extent().total());
        if (same) {
            RequestFacts get =
                    new RequestFacts(RequestFacts.Kind.GET, visit.facts().principal(), Directives.NONE);
            MultiMap request = ResponseHeaders.copy(visit.request().headers());
            new Intake(deck, visit.resource(), visit.handling(), get, request, departure, true).refresh(entry, headers);
        } else {
            store.outdate(visit.resource());
        }
    }

    private static boolean isSame(String stored, @Nullable String told) {
        return told == null || stored.equals(told);
    }

    /**
     * What a successful unsafe request may have changed is forgotten (RFC 9111 section 4.4, RFC 9875 section 3); what it
     * says is found there from now on may be stored.
     */
    void passUnsafe(Visit visit) {
        Departure departure = deck.departure();
        CacheStatus status = CacheStatus.forwarded(Why.METHOD);
        visit.origin()
                .pass()
                .onSuccess(response -> guard(visit.exchange(), status, () -> {
                    Set<String> tags = ResponseHeaders.tags(
                            response.headers(),
                            visit.resource(),
                            visit.handling().tagHeaders());
                    boolean purged = store.isCovered(departure.mark(), visit.resource(), tags);
                    if (response.status() < 400) {
                        invalidate(visit, response.headers());
                    }
                    if (!purged && isOfGet(visit, response)) {
                        keep(visit, response, new Departure(store.mark(), departure.millis()), status);
                    } else {
                        answer.passOn(visit, response, status);
                    }
                }))
                .onFailure(failure -> fail(visit.exchange(), failure, status));
    }

    private void invalidate(Visit visit, MultiMap headers) {
        store.invalidate(visit.resource());
        List.of("location", "content-location")
                .forEach(name -> sameOrigin(visit, headers, name)
                        .map(uri -> visit.resource().withUri(visit.handling().uriOf(uri)))
                        .ifPresent(store::invalidate));
        Set<String> groups = ResponseHeaders.groupTags(CacheGroups.invalidated(headers::getAll), visit.resource())
                .collect(Collectors.toSet());
        if (!groups.isEmpty()) {
            ResourceKey resource = visit.resource();
            store.purge(PurgeScope.tags(resource.region(), resource.project(), groups), false);
        }
    }

    private static Optional<String> sameOrigin(Visit visit, MultiMap headers, String field) {
        return Optional.ofNullable(headers.get(field))
                .flatMap(reference -> SameOrigin.path(
                        visit.request().scheme(),
                        visit.request().authority(),
                        visit.request().uri(),
                        reference));
    }

    private boolean isOfGet(Visit visit, RelayResponse response) {
        return visit.request().method().name().equals("POST")
                && Storage.isOfGet(
                        response.status(),
                        visit.request().uri(),
                        sameOrigin(visit, response.headers(), "content-location"),
                        response.headers()::getAll,
                        clock.millis());
    }

    private void keep(Visit visit, RelayResponse response, Departure departure, CacheStatus status) {
        RequestFacts get = new RequestFacts(
                RequestFacts.Kind.GET, visit.facts().principal(), visit.facts().directives());
        MultiMap request = ResponseHeaders.copy(visit.request().headers());
        Origin.Fetched fetched = new Origin.Fetched(response, visit.exchange()::abort);
        Outcome taken = new Intake(deck, visit.resource(), visit.handling(), get, request, departure, true)
                .whole(fetched, visit.context());
        if (taken instanceof Outcome.Shared shared) {
            answer.stream(visit, shared, status.stored());
        } else {
            answer.passOn(visit, response, status);
        }
    }

    /** Nobody waits in vain: a defect of ours is an answer like any other failure. */
    void guard(Exchange exchange, CacheStatus status, Runnable answering) {
        try {
            answering.run();
        } catch (RuntimeException defect) {
            fail(exchange, defect, status);
        }
    }

    /** Answers from what is stored; from the origin if it is gone from where it was. */
    void give(Visit visit, Entry entry, CacheStatus status) {
        DistantBody body = entry.distant();
        if (body == null) {
            answer.give(visit, entry, status);
        } else {
            body.open()
                    .onComplete(opened -> visit.context()
                            .runOnContext(turn -> give(
                                    visit, entry, opened.succeeded() ? opened.result() : Optional.empty(), status)));
        }
    }

    private void give(Visit visit, Entry entry, Optional<DiskObject> opened, CacheStatus status) {
        Exchange exchange = visit.exchange();
        opened.ifPresent(object -> exchange.ended().onComplete(ended -> object.close()));
        if (!exchange.ended().isComplete() && !exchange.isResponded()) {
            guard(
                    exchange,
                    status,
                    () -> opened.ifPresentOrElse(
                            object -> answer.give(visit, entry, object, status),
                            () -> pass(visit, status.detail("gone from the disk"))));
        }
    }

    private void standIn(Visit visit, Entry entry, String reason) {
        counters.stale();
        CacheStatus status = CacheStatus.forwarded(Why.STALE).ttl(entry.facts().ttl(clock.millis()));
        give(visit, entry, status.detail(reason));
    }

    private void fail(Exchange exchange, Throwable failure, CacheStatus status) {
        counters.failure();
        answer.fail(exchange, failure, status);
    }
}
