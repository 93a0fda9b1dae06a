package dev.meridian.region.storage.uploads;

import dev.meridian.region.multipart.FileSink;
import dev.meridian.region.storage.objects.ObjectStore;
import dev.meridian.region.storage.objects.ObjectWriter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Takes a form's file into the store, unnamed as yet. */
final class Incoming implements FileSink {

    private final ObjectStore objects;
    private @Nullable ObjectWriter writer;

    Incoming(ObjectStore objects) {
        this.objects = objects;
    }

    @Nullable
    ObjectWriter writer() {
        return writer;
    }

    @Override
    public Future<Void> open() {
        return objects.create().map(created -> writer = created).mapEmpty();
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        ObjectWriter open = writer;
        return open == null
                ? Future.failedFuture(new IllegalStateException("written before opened"))
                : open.write(bytes);
    }

    Future<Void> discard() {
        ObjectWriter open = writer;
        return open == null ? Future.succeededFuture() : open.discard();
    }
}
