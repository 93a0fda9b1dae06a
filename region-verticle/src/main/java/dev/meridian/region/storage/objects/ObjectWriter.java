package dev.meridian.region.storage.objects;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** An object in the making. One call at a time: the next when the future of the last has succeeded. */
public interface ObjectWriter {

    Future<Void> write(Buffer bytes);

    /** Makes what was written durable and visible under a key, in place of what was there. */
    Future<StoredObject> commit(String key);

    /** Forgets what was written; of no effect after a commit. */
    Future<Void> discard();
}
