package dev.meridian.edge.cache.store;

import dev.meridian.edge.cache.decide.StoredFacts;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;

/**
 * A stored response, ready to be written. Immutable: nobody changes the headers or the body that were given. Two
 * entries are equal only if they are the same one.
 */
public final class Entry {

    private static final int OVERHEAD = 512;
    private static final int OF_A_TAG = 128;

    private final StoredFacts facts;
    private final int status;
    private final MultiMap headers;
    private final MultiMap received;
    private final Buffer body;
    private final Set<String> tags;
    private final long mark;

    /**
     * @param headers for clients: without those that belong to one exchange only
     * @param received all that the origin sent
     * @param tags by which it is purged
     * @param mark {@link CacheStore#mark} from before the request that brought it was sent
     */
    public Entry(
            StoredFacts facts,
            int status,
            MultiMap headers,
            MultiMap received,
            Buffer body,
            Set<String> tags,
            long mark) {
        this.facts = facts;
        this.status = status;
        this.headers = headers;
        this.received = received;
        this.body = body;
        this.tags = Set.copyOf(tags);
        this.mark = mark;
    }

    public StoredFacts facts() {
        return facts;
    }

    public int status() {
        return status;
    }

    public MultiMap headers() {
        return headers;
    }

    public MultiMap received() {
        return received;
    }

    public Buffer body() {
        return body;
    }

    public Set<String> tags() {
        return tags;
    }

    long mark() {
        return mark;
    }

    Entry softlyPurged() {
        return facts.softPurged() ? this : with(facts.softlyPurged());
    }

    /** For when a purge of it may have been missed. */
    Entry inDoubt() {
        return with(facts.inDoubt());
    }

    private Entry with(StoredFacts other) {
        return new Entry(other, status, headers, received, body, tags, mark);
    }

    /** Bytes of memory that it takes with its key, roughly. */
    int weight(VariantKey key) {
        int bytes = OVERHEAD + body.length() + key.weight();
        for (String tag : tags) {
            bytes += OF_A_TAG + tag.length();
        }
        for (Map.Entry<String, String> header : received) {
            bytes += 2 * (header.getKey().length() + header.getValue().length() + 32);
        }
        return bytes;
    }
}
