package dev.meridian.region.storage.objects;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import org.jspecify.annotations.Nullable;

/** Reads a span of a file. */
final class FileBody implements ObjectBody {

    private final AsyncFile file;
    private @Nullable Future<Void> closed;

    FileBody(AsyncFile file) {
        this.file = file;
        file.pause();
    }

    @Override
    public ObjectBody handler(@Nullable Handler<Buffer> handler) {
        file.handler(handler);
        return this;
    }

    @Override
    public ObjectBody endHandler(@Nullable Handler<Void> handler) {
        file.endHandler(end -> {
            close();
            if (handler != null) {
                handler.handle(null);
            }
        });
        return this;
    }

    @Override
    public ObjectBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        file.exceptionHandler(failure -> {
            close();
            if (handler != null) {
                handler.handle(failure);
            }
        });
        return this;
    }

    @Override
    public ObjectBody pause() {
        file.pause();
        return this;
    }

    @Override
    public ObjectBody resume() {
        file.resume();
        return this;
    }

    @Override
    public ObjectBody fetch(long amount) {
        file.fetch(amount);
        return this;
    }

    @Override
    public Future<Void> close() {
        Future<Void> once = closed;
        if (once == null) {
            once = file.close();
            closed = once;
        }
        return once;
    }
}
