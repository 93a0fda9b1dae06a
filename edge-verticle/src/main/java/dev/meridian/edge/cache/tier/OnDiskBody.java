package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.disk.DiskCache;
import dev.meridian.edge.cache.disk.DiskKey;
import dev.meridian.edge.cache.disk.DiskObject;
import dev.meridian.edge.cache.store.DistantBody;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The body of an object as it was found.
 *
 * @param version at that time; it may have become another by word of the origin on the same body
 */
record OnDiskBody(DiskCache disk, Codec codec, DiskKey key, long version, Kept kept) implements DistantBody {

    @Override
    public Future<Optional<DiskObject>> open() {
        return disk.find(key).map(found -> found.filter(this::isSame));
    }

    private boolean isSame(DiskObject object) {
        boolean same = object.version() == version
                || codec.decode(object.metadata(), object.length())
                        .filter(kept::isOfSameBody)
                        .isPresent();
        if (!same) {
            object.close();
        }
        return same;
    }
}
