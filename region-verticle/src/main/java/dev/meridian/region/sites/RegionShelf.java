package dev.meridian.region.sites;

import dev.meridian.core.sites.Shelf;
import dev.meridian.core.sites.SiteArtefact;
import dev.meridian.region.deployments.Deployment;
import dev.meridian.region.deployments.LocalArtefacts;
import io.vertx.core.Future;

/** Artefacts of this region's own sites; they stay on this machine while a deployment names them. */
final class RegionShelf implements Shelf {

    private final LocalArtefacts artefacts;

    RegionShelf(LocalArtefacts artefacts) {
        this.artefacts = artefacts;
    }

    @Override
    public Future<Place> place(SiteArtefact artefact) {
        String key = Deployment.artefactKey(artefact.project(), artefact.site(), artefact.deployment());
        return artefacts.of(key, artefact.sha256(), artefact.bytes()).map(folder -> new Place(folder, false));
    }

    @Override
    public void isUsed(SiteArtefact artefact) {
        // needed is here what the database names, not what is asked for
    }
}
