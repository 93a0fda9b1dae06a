package dev.meridian.edge.cache.store;

import dev.meridian.edge.cache.disk.DiskObject;
import io.vertx.core.Future;
import java.util.Optional;

/** A body that lies on the disk, because it is too long for memory. */
public interface DistantBody {

    /**
     * Opens it; whoever does closes it.
     *
     * @return nothing if it is gone, or is another body by now
     */
    Future<Optional<DiskObject>> open();
}
