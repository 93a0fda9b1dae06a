package dev.meridian.edge.cache.tier;

import dev.meridian.edge.cache.disk.DiskCache;
import dev.meridian.edge.cache.store.Beneath;
import dev.meridian.edge.cache.store.ResourceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A disk as the memory tier sees it. */
public record OnDisk(DiskCache disk) implements Beneath {

    private static final Logger LOG = LoggerFactory.getLogger(OnDisk.class);

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public void remove(ResourceKey resource) {
        disk.remove(Keys.of(resource))
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("cause", failure.getMessage())
                        .log("What became invalid is gone from the cache's disk, but might be found after a crash"));
    }
}
