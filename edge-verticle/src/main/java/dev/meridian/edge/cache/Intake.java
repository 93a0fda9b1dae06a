package dev.meridian.edge.cache;

import dev.meridian.core.relay.RelayResponse;
import dev.meridian.edge.cache.decide.Coding;
import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.HttpDate;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.decide.Storage;
import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.policy.Handling;
import dev.meridian.edge.cache.store.DistantBody;
import dev.meridian.edge.cache.store.Encodings;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.Lookup;
import dev.meridian.edge.cache.store.ResourceKey;
import dev.meridian.edge.cache.store.VariantKey;
import dev.meridian.edge.cache.tier.DiskTier;
import dev.meridian.edge.cache.tier.LargeWrite;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes responses in for the store: as a whole, as a part, as the rest of what was a part, or as word that what is stored
 * still holds (RFC 9111 sections 3 and 4.3).
 */
final class Intake {

    private final FlightDeck deck;
    private final ResourceKey resource;
    private final Handling handling;
    private final RequestFacts facts;
    private final MultiMap request;
    private final Departure departure;
    private final boolean whole;

    /**
     * @param handling what the project's policy says of the request
     * @param facts of the request that the response is for; that of a POST which may be stored counts as GET
     * @param request its headers
     * @param whole whether somebody asked for all of it
     */
    Intake(
            FlightDeck deck,
            ResourceKey resource,
            Handling handling,
            RequestFacts facts,
            MultiMap request,
            Departure departure,
            boolean whole) {
        this.whole = whole;
        this.deck = deck;
        this.resource = resource;
        this.handling = handling;
        this.facts = facts;
        this.request = request;
        this.departure = departure;
    }

    /** A response as it is: a whole, unless its status says otherwise. */
    Outcome whole(Origin.Fetched fetched, Context context) {
        RelayResponse response = fetched.response();
        return take(fetched, context, dated(response.headers()), response.status(), Optional.empty(), Buffer.buffer());
    }

    /** A part that was asked for; not kept if it is not the part that it says. */
    Outcome part(Origin.Fetched fetched, Context context) {
        RelayResponse response = fetched.response();
        Optional<Extent> extent = Extent.of(response.headers()::getAll)
                .filter(told -> response.contentLength() < 0 || response.contentLength() == told.length());
        return extent.isEmpty()
                ? new Outcome.Unshared(fetched, "content-range")
                : take(fetched, context, dated(response.headers()), 206, extent, Buffer.buffer());
    }

    /** The rest of a representation whose beginning is stored. */
    Outcome rest(Entry beginning, Origin.Fetched fetched, Context context) {
        RelayResponse response = fetched.response();
        MultiMap received = ResponseHeaders.refreshed(
                        beginning.received().toMap(), dated(response.headers()), facts.principal())
                .remove("content-range");
        return take(fetched, context, received, 200, Optional.empty(), beginning.body());
    }

    /** What is stored, with what a response without a body says of it; declined if it may not be stored any more. */
    Outcome refresh(Entry old, MultiMap later) {
        MultiMap received = ResponseHeaders.refreshed(old.received().toMap(), dated(later), facts.principal());
        if (judge(old.status(), received) instanceof Storage.Store store) {
            Entry said = entry(store, old.status(), received, old.extent(), old.body(), old.encodings());
            DistantBody body = old.distant();
            Entry fresh = body == null ? said : said.at(body, said.mark());
            deck.put(resource, store.vary(), request::getAll, fresh);
            return new Outcome.Refreshed(fresh);
        }
        deck.store().invalidate(resource);
        return new Outcome.Declined("no longer shared");
    }

    private Outcome take(
            Origin.Fetched fetched,
            Context context,
            MultiMap received,
            int status,
            Optional<Extent> extent,
            Buffer beginning) {
        return switch (judge(status, received)) {
            case Storage.Refuse refuse ->
                new Outcome.Unshared(fetched, refuse.reason().text());
            case Storage.Store store -> take(store, fetched, context, received, status, extent, beginning);
        };
    }

    private Outcome take(
            Storage.Store store,
            Origin.Fetched fetched,
            Context context,
            MultiMap received,
            int status,
            Optional<Extent> extent,
            Buffer beginning) {
        long coming = fetched.response().contentLength();
        long limit = deck.settings().objectLimit();
        Optional<DiskTier> disk = isForDisk(status, extent, beginning)
                ? deck.disk(coming < 0 ? OptionalLong.empty() : OptionalLong.of(coming))
                : Optional.empty();
        if (coming >= 0 && coming + beginning.length() > limit && disk.isEmpty()) {
            return new Outcome.Unshared(fetched, "too large");
        }
        long most = coming < 0 ? limit : Math.min(coming, limit);
        if (!deck.reserve(most)) {
            return new Outcome.Unshared(fetched, "too many fetches under way");
        }
        SharedBody body = new SharedBody(
                fetched,
                context,
                limit,
                beginning,
                disk.<Function<SharedBody, SharedBody.Reader>>map(
                                tier -> shared -> follow(tier, store, status, received, coming, shared, context))
                        .orElse(null));
        Future<Entry> entry = body.whole().map(bytes -> {
            Entry made = entry(
                    store,
                    status,
                    received,
                    extent.orElse(Extent.whole(bytes.length())),
                    bytes,
                    encodings(status, received, bytes.length()));
            return put(store, extent.isPresent() ? joined(made) : made);
        });
        body.whole().onComplete(ignored -> deck.release(most));
        body.begin();
        return shared(store, status, received, extent, coming < 0 ? -1 : coming + beginning.length(), body, entry);
    }

    /** A part is not worth the whole of something large. */
    private boolean isForDisk(int status, Optional<Extent> extent, Buffer beginning) {
        return whole && status == 200 && extent.isEmpty() && beginning.length() == 0;
    }

    /** Takes to the disk what is too long for memory. */
    private SharedBody.Reader follow(
            DiskTier tier,
            Storage.Store store,
            int status,
            MultiMap received,
            long length,
            SharedBody body,
            Context context) {
        Entry head = entry(store, status, received, Extent.whole(0), Buffer.buffer(), new Encodings(false));
        VariantKey key = new VariantKey(resource, store.vary().variant(request::getAll));
        LargeWrite write =
                tier.write(key, store.vary(), head, length < 0 ? OptionalLong.empty() : OptionalLong.of(length));
        return SharedBody.Reader.following(body, context, write);
    }

    private Outcome shared(
            Storage.Store store,
            int status,
            MultiMap received,
            Optional<Extent> extent,
            long length,
            SharedBody body,
            Future<Entry> entry) {
        MultiMap headers = headers(status, received, encodings(status, received, length));
        extent.ifPresent(part -> headers.set("content-range", part.contentRange()));
        Fields fields = request::getAll;
        return new Outcome.Shared(
                facts(store, received),
                status,
                headers,
                length,
                store.vary(),
                store.vary().variant(fields),
                body,
                entry);
    }

    private Entry put(Storage.Store store, Entry entry) {
        deck.put(resource, store.vary(), request::getAll, entry);
        return entry;
    }

    /** A part, made one with what is stored of the same representation; what is stored whole stays. */
    private Entry joined(Entry part) {
        if (!(deck.store().lookup(resource, request::getAll) instanceof Lookup.Found found)
                || !part.facts().hasStrongValidator()
                || !found.entry().facts().etag().equals(part.facts().etag())) {
            return part;
        }
        return found.entry().join(part).orElse(part);
    }

    private Storage judge(int status, MultiMap headers) {
        return Storage.judge(
                deck.settings().profile(),
                handling.ruling(status, new HeaderFields(headers)),
                facts,
                status,
                headers::getAll,
                deck.clock().millis());
    }

    private StoredFacts facts(Storage.Store store, MultiMap received) {
        return StoredFacts.of(
                store, received::getAll, departure.millis(), deck.clock().millis());
    }

    private Entry entry(
            Storage.Store store, int status, MultiMap received, Extent extent, Buffer body, Encodings encodings) {
        Set<String> tags = ResponseHeaders.tags(received, resource, handling.tagHeaders());
        MultiMap headers = headers(status, received, encodings);
        return new Entry(
                facts(store, received), status, headers, received, extent, body, encodings, tags, departure.mark());
    }

    private Encodings encodings(int status, MultiMap received, long length) {
        long bytes = length < 0 ? deck.settings().objectLimit() : length;
        return new Encodings(deck.settings().profile().compresses()
                && Coding.isWorthwhile(status, new HeaderFields(received), bytes));
    }

    /** For clients; of what is sent in several forms they are told that the request chooses. */
    private MultiMap headers(int status, MultiMap received, Encodings encodings) {
        MultiMap headers =
                ResponseHeaders.stored(status, received, deck.settings().profile(), handling.tagHeaders());
        return encodings.isOffered() ? headers.add("vary", "accept-encoding") : headers;
    }

    /** With the time of its coming where the origin has no clock (RFC 9110 section 6.6.1). */
    private MultiMap dated(MultiMap headers) {
        MultiMap dated = ResponseHeaders.copy(headers);
        if (!dated.contains("date")) {
            dated.set("date", HttpDate.text(deck.clock().millis()));
        }
        return dated;
    }
}
