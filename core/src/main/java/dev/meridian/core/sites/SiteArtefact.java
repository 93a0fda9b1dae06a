package dev.meridian.core.sites;

import dev.meridian.proto.registry.v1.Site;
import java.util.Optional;

/**
 * A deployment's artefact as the registry names it.
 *
 * @param sha256 lower-case hex
 */
public record SiteArtefact(String project, String site, String deployment, String sha256, long bytes) {

    /** That of the active deployment, if there is one. */
    public static Optional<SiteArtefact> current(Site site) {
        return Optional.of(site)
                .filter(it -> !it.getDeploymentId().isEmpty() && isDigest(it.getArtefactSha256()))
                .map(it -> new SiteArtefact(
                        it.getProjectId(),
                        it.getSiteId(),
                        it.getDeploymentId(),
                        it.getArtefactSha256(),
                        it.getArtefactBytes()));
    }

    /** That of the deployment that was active before, if there is one. */
    public static Optional<SiteArtefact> previous(Site site) {
        return Optional.of(site)
                .filter(it -> !it.getPreviousDeploymentId().isEmpty() && isDigest(it.getPreviousSha256()))
                .map(it -> new SiteArtefact(
                        it.getProjectId(),
                        it.getSiteId(),
                        it.getPreviousDeploymentId(),
                        it.getPreviousSha256(),
                        it.getPreviousBytes()));
    }

    private static boolean isDigest(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
