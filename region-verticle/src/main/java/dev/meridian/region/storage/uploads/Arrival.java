package dev.meridian.region.storage.uploads;

import dev.meridian.region.storage.objects.ObjectWriter;
import dev.meridian.region.storage.objects.StoredObject;
import io.vertx.core.Future;
import java.util.Map;

/**
 * One request's form whose file was taken in, but is not yet an object.
 *
 * @param fields of the form, as {@link dev.meridian.region.multipart.Form#fields}
 * @param name of the file as the client calls it
 */
public record Arrival(Map<String, Object> fields, String name, long bytes, ObjectWriter content) {

    public Future<StoredObject> commit(String key) {
        return content.commit(key);
    }

    public Future<Void> discard() {
        return content.discard();
    }
}
