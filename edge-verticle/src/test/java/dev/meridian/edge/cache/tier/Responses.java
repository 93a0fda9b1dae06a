package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Fields;
import dev.meridian.edge.cache.decide.Freshness;
import dev.meridian.edge.cache.decide.Sharing;
import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.store.Encodings;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.ResourceKey;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Set;

/** Responses and requests of a test's making. */
final class Responses {

    static final Freshness AN_HOUR = new Freshness(3_600_000, 60_000, 5_000, 86_400_000);

    private Responses() {}

    static ResourceKey page(String path) {
        return new ResourceKey("fra", "p", "www.example.com", path);
    }

    static Entry entry(String body, long mark, String... tags) {
        return entry(body, "\"" + body.hashCode() + "\"", mark, tags);
    }

    static Entry entry(String body, String etag, long mark, String... tags) {
        MultiMap received = HttpHeaders.headers()
                .add("etag", etag)
                .add("link", "</a>")
                .add("link", "</b>")
                .add("x-odd", "caf\u00e9\u00ff \ttab")
                .add("cdn-cache-control", "max-age=3600");
        MultiMap shown = HttpHeaders.headers()
                .addAll(received)
                .remove("cdn-cache-control")
                .add("vary", "accept-encoding");
        StoredFacts facts = new StoredFacts(
                AN_HOUR, Sharing.AUTHORIZED, etag, "Sun, 22 Nov 2026 12:00:00 GMT", 1_000, 2_000, 3_000, false);
        Buffer bytes = Buffer.buffer(body);
        return new Entry(
                facts,
                200,
                shown,
                received,
                Extent.whole(bytes.length()),
                bytes,
                new Encodings(true),
                Set.of(tags),
                mark);
    }

    static Fields accepting(String language) {
        return name -> name.equals("accept-language") ? List.of(language) : List.of();
    }
}
