package dev.meridian.edge.cache.store;

import java.util.Collection;
import java.util.Set;

/**
 * What a purge covers.
 *
 * @param region home region of what is covered
 * @param project empty for every project of the region
 * @param tags none for everything of the project
 */
public record PurgeScope(String region, String project, Set<String> tags) {

    public PurgeScope {
        tags = Set.copyOf(tags);
    }

    public static PurgeScope region(String region) {
        return new PurgeScope(region, "", Set.of());
    }

    boolean covers(ResourceKey resource, Collection<String> itsTags) {
        return coversProject(resource) && (tags.isEmpty() || itsTags.stream().anyMatch(tags::contains));
    }

    /** Whether it may cover something of the resource's project. */
    boolean coversProject(ResourceKey resource) {
        return region.equals(resource.region()) && (project.isEmpty() || project.equals(resource.project()));
    }
}
