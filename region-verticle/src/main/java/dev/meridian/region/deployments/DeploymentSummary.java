package dev.meridian.region.deployments;

import dev.meridian.region.api.Timestamps;
import org.jspecify.annotations.Nullable;

/** What an owner's model says of its deployments; empty texts where there is none. */
public record DeploymentSummary(String activeCreatedAt, String latestId, String latestCreatedAt, String latestStatus) {

    static DeploymentSummary of(@Nullable Deployment active, @Nullable Deployment latest) {
        return new DeploymentSummary(
                active == null ? "" : Timestamps.format(active.createdAt()),
                latest == null ? "" : latest.id(),
                latest == null ? "" : Timestamps.format(latest.createdAt()),
                latest == null ? "" : latest.status());
    }
}
