package dev.meridian.edge.cache;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.http.FieldValues;
import dev.meridian.core.http.ProblemAnswer;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.relay.RelayResponse;
import dev.meridian.edge.cache.decide.ByteRange;
import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Precondition;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.edge.cache.decide.RequestFacts;
import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.disk.DiskObject;
import dev.meridian.edge.cache.store.Entry;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.WriteStream;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives responses: whole, in part, or as "you have it already" (RFC 9110 sections 13 and 14). */
final class Answer {

    private static final List<String> OF_THE_BODY = List.of("content-type", "content-encoding", "content-language");

    private static final CharSequence CACHE_STATUS = FieldValues.encoded("cache-status");
    private static final CharSequence EDGE = FieldValues.encoded("meridian-edge");
    private static final CharSequence AGE = FieldValues.encoded("age");

    private final String site;
    private final Profile profile;
    private final InstantSource clock;

    Answer(String site, Profile profile, InstantSource clock) {
        this.site = site;
        this.profile = profile;
        this.clock = clock;
    }

    /** From what is stored in memory. */
    void give(Visit visit, Entry entry, CacheStatus status) {
        give(visit, entry, null, status);
    }

    /**
     * From what is stored.
     *
     * @param object with the body, if that is on the disk
     */
    void give(Visit visit, Entry entry, @Nullable DiskObject object, CacheStatus status) {
        Exchange exchange = visit.exchange();
        MultiMap headers = named(entry.headers().toMap(), entry.facts(), keyed(visit, status));
        if (isNotModified(visit, entry.status(), entry.facts())) {
            notModified(exchange, headers);
        } else if (visit.facts().kind() == RequestFacts.Kind.HEAD) {
            int shown = entry.extent().isWhole() ? entry.status() : 200;
            exchange.respond(shown, headers, entry.extent().total()).end();
        } else if (isOk(entry.status()) && isRanged(visit, entry.facts())) {
            ranged(exchange, headers, entry, object);
        } else {
            send(exchange, entry.status(), headers, entry, object);
        }
    }

    /** From a body that still comes in; false if its beginning is gone already. */
    boolean stream(Visit visit, Outcome.Shared shared, CacheStatus status) {
        Exchange exchange = visit.exchange();
        MultiMap headers = named(ResponseHeaders.copy(shared.headers()), shared.facts(), keyed(visit, status));
        if (isNotModified(visit, shared.status(), shared.facts())) {
            notModified(exchange, headers);
            return true;
        }
        SharedBody.Reader reader = new SharedBody.Reader(shared.body(), visit.context(), exchange::abort);
        if (!shared.body().attach(reader)) {
            return false;
        }
        exchange.ended().onComplete(ignored -> reader.leave());
        reader.begin(exchange.respond(shared.status(), headers, shared.contentLength()));
        return true;
    }

    /** From the origin, for this exchange alone. */
    void passOn(Visit visit, RelayResponse response, CacheStatus status) {
        passOn(visit.exchange(), response, visit.handling().tagHeaders(), keyed(visit, status));
    }

    /**
     * From the origin, for this exchange alone.
     *
     * @param tagHeaders names of headers that are for caches only
     */
    void passOn(Exchange exchange, RelayResponse response, List<String> tagHeaders, CacheStatus status) {
        MultiMap headers = response.headers();
        ResponseHeaders.removeInternal(headers, profile, tagHeaders);
        name(headers, status);
        WriteStream<Buffer> sink = exchange.respond(response.status(), headers, response.contentLength());
        response.body().pipe().endOnFailure(false).to(sink).onFailure(failure -> exchange.abort());
    }

    /** 504: only what is stored was wanted (RFC 9111 section 5.2.1.7). */
    void nothingStored(Exchange exchange, CacheStatus status) {
        MultiMap headers = HttpHeaders.headers();
        name(headers, status);
        exchange.respond(504, headers, 0).end();
    }

    /** A failure. Nobody has to wait long before asking again for what could not be reached. */
    void fail(Exchange exchange, Throwable failure, CacheStatus status) {
        MultiMap headers = HttpHeaders.headers();
        name(headers, status);
        if (Problem.from(failure).type().status() == 503) {
            headers.set("retry-after", "1");
        }
        ProblemAnswer.give(exchange, failure, headers);
    }

    /** The key is told where a policy makes it another than what was asked for. */
    private static CacheStatus keyed(Visit visit, CacheStatus status) {
        String uri = visit.resource().uri();
        return uri.equals(visit.request().uri()) ? status : status.key(uri);
    }

    private MultiMap named(MultiMap headers, StoredFacts facts, CacheStatus status) {
        name(headers, status);
        return headers.set(AGE, Long.toString(facts.age(clock.millis()) / 1_000));
    }

    /** Adds this cache's part to the headers. */
    void name(MultiMap headers, CacheStatus status) {
        headers.add(CACHE_STATUS, "meridian-" + site + status.parameters());
        headers.set(EDGE, site);
    }

    static boolean isRanged(Visit visit, StoredFacts facts) {
        return visit.fields().has("range") && Precondition.isRangeApplicable(visit.fields(), facts);
    }

    private static boolean isOk(int status) {
        return status == 200 || status == 206;
    }

    private static boolean isNotModified(Visit visit, int status, StoredFacts facts) {
        return isOk(status) && Precondition.isNotModified(visit.fields(), facts);
    }

    private static void notModified(Exchange exchange, MultiMap headers) {
        OF_THE_BODY.forEach(headers::remove);
        exchange.respond(304, headers, 0).end();
    }

    private static void send(
            Exchange exchange, int status, MultiMap headers, Entry entry, @Nullable DiskObject object) {
        if (object == null) {
            exchange.respond(status, headers, entry.body());
        } else {
            pipe(exchange, status, headers, object, 0, object.length());
        }
    }

    /** As fast as it is taken. */
    private static void pipe(
            Exchange exchange, int status, MultiMap headers, DiskObject object, long from, long length) {
        WriteStream<Buffer> sink = exchange.respond(status, headers, length);
        object.pipe(sink, from, length).onSuccess(sent -> sink.end()).onFailure(failure -> exchange.abort());
    }

    private static void ranged(Exchange exchange, MultiMap headers, Entry entry, @Nullable DiskObject object) {
        String range = exchange.request().header("range").orElse("");
        switch (ByteRange.of(range, entry.extent().total())) {
            case ByteRange.Whole whole -> send(exchange, 200, headers, entry, object);
            case ByteRange.Part part -> {
                long from = part.first() - entry.extent().first();
                headers.set(
                        "content-range", Extent.of(part, entry.extent().total()).contentRange());
                if (object == null) {
                    int start = (int) from;
                    exchange.respond(206, headers, entry.body().slice(start, start + (int) part.length()));
                } else {
                    pipe(exchange, 206, headers, object, from, part.length());
                }
            }
            case ByteRange.Unsatisfiable none -> {
                OF_THE_BODY.forEach(headers::remove);
                headers.set("content-range", "bytes */" + entry.extent().total());
                exchange.respond(416, headers, 0).end();
            }
        }
    }
}
