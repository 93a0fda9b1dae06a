package dev.meridian.core.sites;

import io.vertx.core.Future;
import java.nio.file.Path;

/** Where a node has unpacked artefacts. Safe for use by many threads. */
public interface Shelf {

    /** @param isFetched whether it was not on this node before */
    record Place(Path folder, boolean isFetched) {}

    /** Finds an artefact, or has it fetched. Fails with a problem. */
    Future<Place> place(SiteArtefact artefact);

    /** Hears now and then of an artefact that is being served. */
    void isUsed(SiteArtefact artefact);
}
