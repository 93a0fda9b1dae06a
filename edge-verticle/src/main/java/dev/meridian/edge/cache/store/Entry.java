package dev.meridian.edge.cache.store;

import dev.meridian.edge.cache.decide.Coding;
import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.StoredFacts;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A stored response, ready to be written. Immutable, but for the note whether the disk was offered it: nobody changes the
 * headers or the body that were given. Two entries are equal only if they are the same one.
 */
public final class Entry {

    private static final int OVERHEAD = 512;
    private static final int OF_A_TAG = 128;

    private final StoredFacts facts;
    private final int status;
    private final HeaderLines headers;
    private final HeaderLines received;
    private final Extent extent;
    private final Buffer body;
    private final Encodings encodings;
    private final Map<Coding, Entry> forms;
    private final Set<String> tags;
    private final long mark;
    private final @Nullable DistantBody distant;
    private boolean offered;
    private boolean askedFor;
    private int charged;
    private long place;

    /**
     * @param headers for clients: without those that belong to one exchange only
     * @param received all that the origin sent
     * @param extent which bytes of the representation the body is
     * @param encodings other forms of the body
     * @param tags by which it is purged
     * @param mark {@link CacheStore#mark} from before the request that brought it was sent
     */
    public Entry(
            StoredFacts facts,
            int status,
            MultiMap headers,
            MultiMap received,
            Extent extent,
            Buffer body,
            Encodings encodings,
            Set<String> tags,
            long mark) {
        this(
                facts,
                status,
                HeaderLines.of(headers),
                HeaderLines.of(received),
                extent,
                body,
                encodings,
                tags,
                mark,
                null);
    }

    private Entry(
            StoredFacts facts,
            int status,
            HeaderLines headers,
            HeaderLines received,
            Extent extent,
            Buffer body,
            Encodings encodings,
            Set<String> tags,
            long mark,
            @Nullable DistantBody distant) {
        this.facts = facts;
        this.status = status;
        this.headers = headers;
        this.received = received;
        this.extent = extent;
        this.body = body;
        this.encodings = encodings;
        this.forms = encodings.isOffered() ? new ConcurrentHashMap<>(2) : Map.of();
        this.tags = Set.copyOf(tags);
        this.mark = mark;
        this.distant = distant;
    }

    public StoredFacts facts() {
        return facts;
    }

    public int status() {
        return status;
    }

    /** For clients. */
    public HeaderLines headers() {
        return headers;
    }

    /** All that the origin sent. */
    public HeaderLines received() {
        return received;
    }

    public Extent extent() {
        return extent;
    }

    public Buffer body() {
        return body;
    }

    /** Where the body is if that is too long for memory; {@link #body} is then empty. Asked at each hit, so no optional. */
    public @Nullable DistantBody distant() {
        return distant;
    }

    public boolean isDistant() {
        return distant != null;
    }

    /** This with its body elsewhere, in no other form. */
    public Entry at(DistantBody place, long from) {
        return new Entry(
                facts, status, headers, received, extent, Buffer.buffer(), new Encodings(false), tags, from, place);
    }

    public Encodings encodings() {
        return encodings;
    }

    public Set<String> tags() {
        return tags;
    }

    /** {@link CacheStore#mark} from before the request that brought it was sent. */
    public long mark() {
        return mark;
    }

    /** Whether the disk was offered it. Read at each hit, so no lock: to offer it twice does no harm. */
    public boolean isOffered() {
        return offered;
    }

    /** Notes that somebody asked for it. Noted at each hit, so no lock: a note that is lost does little harm. */
    void askFor() {
        if (!askedFor) {
            askedFor = true;
        }
    }

    /** Whether somebody asked for it since this was last asked. */
    boolean takeAskedFor() {
        boolean was = askedFor;
        askedFor = false;
        return was;
    }

    /** Bytes that its project is charged for it. */
    int charged() {
        return charged;
    }

    void charge(int bytes) {
        charged = bytes;
    }

    /** Number of its place among what its project has stored. */
    long place() {
        return place;
    }

    void placed(long number) {
        place = number;
    }

    /** Notes that the disk was offered it, or has it. */
    public Entry offered() {
        offered = true;
        return this;
    }

    /** This with a body, as found by those who look from a mark on. */
    public Entry found(Buffer bytes, long from) {
        return new Entry(facts, status, headers, received, extent, bytes, encodings, tags, from, null);
    }

    /**
     * This with a later part of the same representation, under that one's headers (RFC 9111 section 3.4); nothing if there
     * is a gap between them. What is whole stays as it is.
     */
    public Optional<Entry> join(Entry part) {
        if (extent.isWhole()) {
            return Optional.of(this);
        }
        if (!extent.meets(part.extent)) {
            return Optional.empty();
        }
        Entry low = extent.first() <= part.extent.first() ? this : part;
        Entry high = low == this ? part : this;
        Buffer bytes = Buffer.buffer().appendBuffer(low.body);
        long missing = high.extent.end() - low.extent.end();
        if (missing > 0) {
            bytes.appendBuffer(high.body, (int) (high.extent.length() - missing), (int) missing);
        }
        Extent both = new Extent(low.extent.first(), bytes.length(), extent.total());
        int now = both.isWhole() ? 200 : 206;
        return Optional.of(new Entry(
                part.facts,
                now,
                part.headers,
                part.received,
                both,
                bytes,
                new Encodings(false),
                part.tags,
                part.mark,
                null));
    }

    /** This in a content coding, under an entity tag of that form's own. */
    public Entry in(Coding coding, Buffer form) {
        return forms.computeIfAbsent(coding, absent -> coded(coding, form));
    }

    private Entry coded(Coding coding, Buffer form) {
        MultiMap coded = headers.toMap().set("content-encoding", coding.token());
        StoredFacts own = facts.tagged(coding.token());
        if (!own.etag().isEmpty()) {
            coded.set("etag", own.etag());
        }
        Extent whole = Extent.whole(form.length());
        return new Entry(
                own, status, HeaderLines.of(coded), received, whole, form, new Encodings(false), tags, mark, null);
    }

    /** As it is after a soft purge. */
    public Entry softlyPurged() {
        return facts.softPurged() ? this : with(facts.softlyPurged());
    }

    /** For when a purge of it may have been missed. */
    public Entry inDoubt() {
        return with(facts.inDoubt());
    }

    private Entry with(StoredFacts other) {
        return new Entry(other, status, headers, received, extent, body, encodings, tags, mark, distant);
    }

    /** Bytes of memory that it takes with its key, roughly. */
    int weight(VariantKey key) {
        int bytes = OVERHEAD + body.length() + encodings.weight() + key.weight();
        for (String tag : tags) {
            bytes += OF_A_TAG + tag.length();
        }
        return bytes + received.weight();
    }
}
