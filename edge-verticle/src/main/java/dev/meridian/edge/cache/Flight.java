package dev.meridian.edge.cache;

import dev.meridian.core.http.RequestHead;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.relay.RelayResponse;
import dev.meridian.edge.cache.decide.Directives;
import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Principal;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.VariantKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/**
 * One fetch from the origin for all who wait for it: of a whole representation, of its rest where the beginning is stored,
 * or of a part. It goes on when the one who began it leaves. Its fetch lives on the context on which it departed; the
 * outcome may be waited for from any.
 */
final class Flight {

    private static final List<String> CONDITIONS =
            List.of("if-none-match", "if-modified-since", "if-match", "if-unmodified-since");

    /**
     * Those who share a flight: one resource and variant, credentials of the same kind, and the same part.
     *
     * @param part what of it as the request says it, empty for the whole
     */
    record Key(ResourceKey resource, String variant, Principal principal, String part) {

        int weight() {
            return new VariantKey(resource, variant).weight() + part.length();
        }
    }

    private final FlightDeck deck;
    private final Key key;
    private final MultiMap requestHeaders;
    private final Optional<Entry> held;
    private final Departure departure;
    private final Intake intake;
    private final Promise<Outcome> outcome = Promise.promise();

    /**
     * @param anonymous whether it is made on nobody's behalf: a refresh in the background
     * @param held what is stored and shall be validated, or completed if it is a beginning
     */
    Flight(FlightDeck deck, Key key, Visit visit, boolean anonymous, Optional<Entry> held) {
        this.deck = deck;
        this.key = key;
        this.held = held;
        this.departure = deck.departure();
        this.requestHeaders = ResponseHeaders.copy(visit.request().headers());
        CONDITIONS.forEach(requestHeaders::remove);
        if (key.part().isEmpty()) {
            requestHeaders.remove("range").remove("if-range");
        }
        if (anonymous) {
            Principal.headers().forEach(requestHeaders::remove);
        }
        RequestFacts facts =
                anonymous ? new RequestFacts(RequestFacts.Kind.GET, Principal.ANYONE, Directives.NONE) : visit.facts();
        this.intake = new Intake(
                deck,
                key.resource(),
                visit.handling(),
                facts,
                requestHeaders,
                departure,
                !visit.fields().has("range"));
    }

    Future<Outcome> outcome() {
        return outcome.future();
    }

    /** Whether a request that comes now may wait for it: no purge has come since that may cover what it brings. */
    boolean isJoinable() {
        return !deck.store().isOutdated(departure.mark(), key.resource());
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
        RequestHead head = visit.request().withHeaders(asking(requestHeaders));
        visit.origin()
                .fetch(head)
                .map(fetched -> landSafely(fetched, visit.context()))
                .recover(failure -> Future.succeededFuture(standIn(isDisconnected(failure), "stale-if-error")
                        .orElseGet(() -> new Outcome.Failed(failure))))
                .onComplete(outcome);
    }

    /** Asks whether what is held still holds, or for what is missing after it. */
    private MultiMap asking(MultiMap headers) {
        MultiMap copy = ResponseHeaders.copy(headers);
        if (held.isEmpty()) {
            return copy;
        }
        Entry entry = held.get();
        if (!entry.extent().isWhole()) {
            return copy.set("range", "bytes=" + entry.extent().end() + '-')
                    .set("if-range", entry.facts().etag());
        }
        if (!entry.facts().etag().isEmpty()) {
            copy.set(HttpHeaders.IF_NONE_MATCH, entry.facts().etag());
        }
        if (!entry.facts().lastModified().isEmpty()) {
            copy.set(HttpHeaders.IF_MODIFIED_SINCE, entry.facts().lastModified());
        }
        return copy;
    }

    private static boolean isDisconnected(Throwable failure) {
        return failure instanceof Problem problem
                && (problem.type().equals(ProblemType.REGION_UNAVAILABLE)
                        || problem.source() == Problem.Source.UPSTREAM);
    }

    private Optional<Outcome> standIn(boolean disconnected, String reason) {
        long now = deck.clock().millis();
        return held.filter(entry -> entry.extent().isWhole())
                .filter(entry -> entry.facts().mayServeOnError(disconnected, now))
                .map(entry -> new Outcome.StandIn(entry, disconnected ? "origin unreachable" : reason));
    }

    /** A defect of ours keeps neither those who wait nor the origin's connection. */
    private Outcome landSafely(Origin.Fetched fetched, Context context) {
        try {
            return land(fetched, context);
        } catch (RuntimeException defect) {
            fetched.cancel().run();
            return new Outcome.Failed(defect);
        }
    }

    private Outcome land(Origin.Fetched fetched, Context context) {
        RelayResponse response = fetched.response();
        Optional<Outcome> better = response.status() >= 500 ? standIn(false, "stale-if-error") : Optional.empty();
        if (better.isPresent()) {
            fetched.cancel().run();
            return better.get();
        }
        if (response.status() == 304 && held.isPresent()) {
            drain(response);
            return intake.refresh(held.get(), response.headers());
        }
        return received(fetched, context);
    }

    private static void drain(RelayResponse response) {
        response.body().handler(ignored -> {}).resume();
    }

    private Outcome received(Origin.Fetched fetched, Context context) {
        RelayResponse response = fetched.response();
        if (response.status() == 206) {
            return partial(fetched, context);
        }
        if (!key.part().isEmpty() && response.status() != 200) {
            return new Outcome.Unshared(fetched, "status of a part");
        }
        Outcome taken = intake.whole(fetched, context);
        if (taken instanceof Outcome.Unshared && held.isPresent() && response.status() < 500) {
            deck.store().invalidate(key.resource());
        }
        return taken;
    }

    private Outcome partial(Origin.Fetched fetched, Context context) {
        if (!key.part().isEmpty()) {
            return intake.part(fetched, context);
        }
        Optional<Extent> rest = Extent.of(fetched.response().headers()::getAll);
        boolean fits = held.isPresent()
                && rest.isPresent()
                && held.get().extent().total() == rest.get().total()
                && held.get().extent().end() == rest.get().first()
                && rest.get().end() == rest.get().total()
                && held.get().facts().etag().equals(fetched.response().headers().get("etag"));
        if (fits) {
            return intake.rest(held.get(), fetched, context);
        }
        if (held.isPresent() && !held.get().extent().isWhole()) {
            fetched.cancel().run();
            deck.store().invalidate(key.resource());
            return new Outcome.Declined("the rest does not fit");
        }
        return new Outcome.Unshared(fetched, "a part that was not asked for");
    }
}
