package dev.meridian.edge.cache;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.Native;
import dev.meridian.edge.cache.decide.Coding;
import dev.meridian.edge.cache.store.BodyMemory;
import dev.meridian.edge.cache.store.CacheStore;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.edge.cache.store.VariantKey;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes stored bodies smaller, each once for each coding, on threads of its own. Whoever asks meanwhile has the body as
 * it is. Thread-safe.
 */
final class Compressor {

    private static final Logger LOG = LoggerFactory.getLogger(Compressor.class);
    private static final int THREADS = 2;
    /** Bodies that may wait; what comes beyond that is tried again at a later hit. */
    private static final int MOST_WAITING = 64;

    private static final int BROTLI_QUALITY = 6;
    private static final int ZSTD_LEVEL = 9;

    private record Work(VariantKey key, Coding coding) {}

    private final CacheStore store;
    private final WorkerExecutor executor;
    private final Set<Coding> known;
    private final Set<Work> underWay = ConcurrentHashMap.newKeySet();

    Compressor(Vertx vertx, CacheStore store) {
        this.store = store;
        this.executor = vertx.createSharedWorkerExecutor("meridian-compression", THREADS);
        this.known = known();
    }

    /** Codings for which this machine has a library. */
    private static Set<Coding> known() {
        Set<Coding> known = EnumSet.of(Coding.GZIP);
        if (Brotli4jLoader.isAvailable()) {
            known.add(Coding.BR);
        }
        try {
            Native.load();
            known.add(Coding.ZSTD);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError unavailable) {
            LOG.atInfo().setCause(unavailable).log("zstd is not available on this machine");
        }
        return known;
    }

    /** The form of an entry that a visit is best answered with, of those that are there. */
    Entry form(Visit visit, VariantKey key, Entry entry) {
        if (!entry.encodings().isOffered()) {
            return entry;
        }
        Optional<Coding> wanted = Coding.of(visit.fields(), known);
        if (wanted.isEmpty()) {
            return entry;
        }
        Optional<Optional<Buffer>> made = entry.encodings().of(wanted.get());
        if (made.isEmpty()) {
            make(key, entry, wanted.get());
            return entry;
        }
        return made.get()
                .map(form -> entry.in(wanted.get(), form))
                .filter(form -> isForRangeOf(visit, form))
                .orElse(entry);
    }

    /** A part is cut from the body as it is, unless the client says that it holds a part of this very form. */
    private static boolean isForRangeOf(Visit visit, Entry form) {
        return !visit.fields().has("range")
                || (!form.facts().etag().isEmpty()
                        && visit.fields().joined("if-range").equals(form.facts().etag()));
    }

    /** Makes a form of an entry's body, if that is not being done already. */
    private void make(VariantKey key, Entry entry, Coding coding) {
        Work work = new Work(key, coding);
        if (underWay.size() >= MOST_WAITING || !underWay.add(work)) {
            return;
        }
        Callable<Boolean> compress = () -> {
            byte[] bytes = entry.body().getBytes();
            byte[] smaller = compress(bytes, coding);
            boolean worthIt = smaller.length < bytes.length;
            entry.encodings()
                    .put(
                            coding,
                            worthIt
                                    ? Optional.of(BodyMemory.join(List.of(Buffer.buffer(smaller)), smaller.length))
                                    : Optional.empty());
            store.reweigh(key, entry);
            return worthIt;
        };
        executor.executeBlocking(compress, false)
                .onFailure(failure -> LOG.atWarn()
                        .setCause(failure)
                        .addKeyValue("coding", coding.token())
                        .log("A body could not be compressed"))
                .onComplete(done -> underWay.remove(work));
    }

    private static byte[] compress(byte[] bytes, Coding coding) throws IOException {
        return switch (coding) {
            case BR -> Encoder.compress(bytes, new Encoder.Parameters().setQuality(BROTLI_QUALITY));
            case ZSTD -> Zstd.compress(bytes, ZSTD_LEVEL);
            case GZIP -> gzip(bytes);
        };
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
