package dev.meridian.edge.cache;

import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.RelayResponse;
import dev.meridian.edge.cache.decide.Directives;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Principal;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.decide.Storage;
import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.VariantKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/**
 * One fetch from the origin, of a whole representation, for all who wait for it. It goes on when the one who began it
 * leaves. Its fetch lives on the context on which it departed; the outcome may be waited for from any.
 */
final class Flight {

    private static final List<String> OF_THE_CLIENT =
            List.of("range", "if-range", "if-none-match", "if-modified-since", "if-match", "if-unmodified-since");

    /** Those who share a flight: one resource and variant, and credentials of the same kind. */
    record Key(ResourceKey resource, String variant, Principal principal) {

        int weight() {
            return new VariantKey(resource, variant).weight();
        }
    }

    private final FlightDeck deck;
    private final ResourceKey resource;
    private final RequestFacts facts;
    private final MultiMap requestHeaders;
    private final Optional<Entry> held;
    private final long mark;
    private final long sentAt;
    private final Promise<Outcome> outcome = Promise.promise();

    /**
     * @param anonymous whether it is made on nobody's behalf: a refresh in the background
     * @param held what is stored and shall be validated
     */
    Flight(FlightDeck deck, Visit visit, boolean anonymous, Optional<Entry> held) {
        this.deck = deck;
        this.resource = visit.resource();
        this.held = held;
        this.mark = deck.store().mark();
        this.sentAt = deck.clock().millis();
        this.requestHeaders = ResponseHeaders.copy(visit.request().headers());
        OF_THE_CLIENT.forEach(requestHeaders::remove);
        if (anonymous) {
            Principal.headers().forEach(requestHeaders::remove);
        }
        this.facts =
                anonymous ? new RequestFacts(RequestFacts.Kind.GET, Principal.ANYONE, Directives.NONE) : visit.facts();
    }

    Future<Outcome> outcome() {
        return outcome.future();
    }

    /** Whether a request that comes now may wait for it: no purge has come since that may cover what it brings. */
    boolean isJoinable() {
        return !deck.store().isOutdated(mark, resource);
    }

    /** For when nobody waits any more: gives up a response that is for nobody else. */
    void discardUnlessShared() {
        outcome.future().onSuccess(landed -> {
            if (landed instanceof Outcome.Unshared response) {
                response.fetched().cancel().run();
            }
        });
    }

    void depart(Visit visit) {
        RequestHead head = visit.request().withHeaders(validating(requestHeaders));
        visit.origin()
                .fetch(head)
                .onSuccess(fetched -> land(fetched, visit.context()))
                .onFailure(failure -> outcome.tryComplete(standIn(isDisconnected(failure), "stale-if-error")
                        .orElseGet(() -> new Outcome.Failed(failure))));
    }

    private MultiMap validating(MultiMap headers) {
        MultiMap copy = ResponseHeaders.copy(headers);
        held.map(Entry::facts).ifPresent(stored -> {
            if (!stored.etag().isEmpty()) {
                copy.set(HttpHeaders.IF_NONE_MATCH, stored.etag());
            }
            if (!stored.lastModified().isEmpty()) {
                copy.set(HttpHeaders.IF_MODIFIED_SINCE, stored.lastModified());
            }
        });
        return copy;
    }

    private static boolean isDisconnected(Throwable failure) {
        return failure instanceof Problem problem
                && (problem.type().equals(ProblemType.REGION_UNAVAILABLE)
                        || problem.source() == Problem.Source.UPSTREAM);
    }

    private Optional<Outcome> standIn(boolean disconnected, String reason) {
        long now = deck.clock().millis();
        return held.filter(entry -> entry.facts().mayServeOnError(disconnected, now))
                .map(entry -> new Outcome.StandIn(entry, disconnected ? "region unreachable" : reason));
    }

    private void land(Origin.Fetched fetched, Context context) {
        RelayResponse response = fetched.response();
        Optional<Outcome> better = response.status() >= 500 ? standIn(false, "stale-if-error") : Optional.empty();
        if (better.isPresent()) {
            fetched.cancel().run();
            outcome.tryComplete(better.get());
        } else if (response.status() == 304 && held.isPresent()) {
            drain(response);
            outcome.tryComplete(refresh(held.get(), response.headers()));
        } else {
            outcome.tryComplete(receive(fetched, context));
        }
    }

    private static void drain(RelayResponse response) {
        response.body().handler(ignored -> {}).resume();
    }

    private Outcome refresh(Entry old, MultiMap notModified) {
        Optional<String> etag = Optional.ofNullable(notModified.get("etag"));
        boolean sameBody = etag.isEmpty() || etag.get().equals(old.facts().etag());
        MultiMap received = ResponseHeaders.refreshed(old.received(), notModified, facts.principal());
        if (sameBody && judge(old.status(), received) instanceof Storage.Store store) {
            Entry fresh = entry(store, old.status(), received, old.body());
            deck.store().put(resource, store.vary(), requestHeaders::getAll, fresh);
            return new Outcome.Refreshed(fresh);
        }
        deck.store().invalidate(resource);
        return new Outcome.Declined("no longer shared");
    }

    private Outcome receive(Origin.Fetched fetched, Context context) {
        RelayResponse response = fetched.response();
        Storage verdict = judge(response.status(), response.headers());
        if (verdict instanceof Storage.Refuse refuse) {
            held.ifPresent(old -> supersede(response.status()));
            return new Outcome.Unshared(fetched, refuse.reason().text());
        }
        if (response.contentLength() > deck.settings().objectLimit()) {
            return new Outcome.Unshared(fetched, "too large");
        }
        long most = response.contentLength() < 0 ? deck.settings().objectLimit() : response.contentLength();
        if (!deck.reserve(most)) {
            return new Outcome.Unshared(fetched, "too many fetches under way");
        }
        return share((Storage.Store) verdict, fetched, context, most);
    }

    /** A response that may not be stored takes the place of one that was, unless it is an error. */
    private void supersede(int status) {
        if (status < 500) {
            deck.store().invalidate(resource);
        }
    }

    private Outcome share(Storage.Store store, Origin.Fetched fetched, Context context, long reserved) {
        RelayResponse response = fetched.response();
        SharedBody body = new SharedBody(fetched, context, deck.settings().objectLimit());
        MultiMap received = ResponseHeaders.copy(response.headers());
        Fields request = requestHeaders::getAll;
        Future<Entry> entry = body.whole().map(whole -> {
            Entry made = entry(store, response.status(), received, whole);
            deck.store().put(resource, store.vary(), request, made);
            return made;
        });
        body.whole().onComplete(ignored -> deck.release(reserved));
        StoredFacts known = StoredFacts.of(
                store, response.headers()::getAll, sentAt, deck.clock().millis());
        body.begin();
        return new Outcome.Shared(
                known,
                response.status(),
                ResponseHeaders.stored(received),
                response.contentLength(),
                store.vary(),
                store.vary().variant(request),
                body,
                entry);
    }

    private Storage judge(int status, MultiMap headers) {
        return Storage.judge(
                facts, status, headers::getAll, List.of("origin"), deck.clock().millis());
    }

    private Entry entry(Storage.Store store, int status, MultiMap received, Buffer body) {
        StoredFacts stored =
                StoredFacts.of(store, received::getAll, sentAt, deck.clock().millis());
        return new Entry(
                stored, status, ResponseHeaders.stored(received), received, body, ResponseHeaders.tags(received), mark);
    }
}
