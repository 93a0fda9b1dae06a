package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.disk.DiskObject;
import dev.meridian.edge.cache.store.BodyMemory;
import dev.meridian.edge.cache.store.Search;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One read of an object, for all who want it. Safe for use by many threads. */
final class Reading {

    private final Search search;
    private final Future<Optional<DiskObject>> opened;
    private final Codec codec;
    private @Nullable Future<Buffer> body;
    /** Who take part; changed by {@link Readings} alone. */
    private int readers;

    Reading(Search search, Future<Optional<DiskObject>> opened, Codec codec) {
        this.search = search;
        this.opened = opened;
        this.codec = codec;
    }

    Search search() {
        return search;
    }

    Future<Optional<DiskObject>> opened() {
        return opened;
    }

    Reading joined() {
        readers++;
        return this;
    }

    /** @return whether nobody takes part any more */
    boolean left() {
        readers--;
        return readers == 0;
    }

    /** What is kept beside the body; nothing if it cannot be read. Once the object is open. */
    Optional<Kept> kept() {
        return object().flatMap(object -> codec.decode(object.metadata(), object.length()));
    }

    private Optional<DiskObject> object() {
        return opened.succeeded() ? opened.result() : Optional.empty();
    }

    /** Length of the body; 0 if nothing was found. */
    long length() {
        return object().map(DiskObject::length).orElse(0L);
    }

    /** Of the object; once it has been found. */
    long version() {
        return object().orElseThrow().version();
    }

    /** The whole body, read once. Once the object is open and has been found. */
    synchronized Future<Buffer> body() {
        Future<Buffer> reading = body;
        if (reading == null) {
            DiskObject object = object().orElseThrow();
            reading = read(object, new ArrayList<>(), 0).map(pieces -> BodyMemory.join(pieces, (int) object.length()));
            body = reading;
        }
        return reading;
    }

    private static Future<List<Buffer>> read(DiskObject object, List<Buffer> pieces, long position) {
        return position == object.length()
                ? Future.succeededFuture(pieces)
                : object.read(position, object.length() - position).compose(piece -> {
                    pieces.add(piece);
                    return read(object, pieces, position + piece.length());
                });
    }
}
