package dev.meridian.edge.cache.store;

import dev.meridian.edge.cache.store.PurgeTarget.Kind;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a purge covers.
 *
 * @param region home region of what is covered
 * @param project empty for every project of the region
 * @param targets any of which covers; none for everything of the project
 */
public record PurgeScope(String region, String project, Set<PurgeTarget> targets) {

    public PurgeScope {
        targets = Set.copyOf(targets);
        if (project.isEmpty() && !targets.isEmpty()) {
            throw new IllegalArgumentException("a purge of every project of " + region + " names " + targets
                    + ", which only have a meaning within one project");
        }
    }

    public static PurgeScope region(String region) {
        return new PurgeScope(region, "", Set.of());
    }

    public static PurgeScope project(String region, String project) {
        return new PurgeScope(region, project, Set.of());
    }

    public static PurgeScope tags(String region, String project, Set<String> tags) {
        return new PurgeScope(
                region,
                project,
                tags.stream().map(tag -> new PurgeTarget(Kind.TAG, tag)).collect(Collectors.toUnmodifiableSet()));
    }

    static PurgeScope resource(ResourceKey resource) {
        return new PurgeScope(
                resource.region(),
                resource.project(),
                Set.of(new PurgeTarget(Kind.URL, resource.host() + resource.uri())));
    }
}
