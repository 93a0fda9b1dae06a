package dev.meridian.region.node;

import dev.meridian.core.node.NodeContext;
import dev.meridian.region.api.Workflows;
import dev.meridian.region.postgres.Database;

/** What the features of one region share. Made once at start; each part is safe for use by many threads. */
public record RegionContext(NodeContext node, RegionSettings settings, Database database, Workflows workflows) {

    /** Site code of this region. */
    public String site() {
        return node.settings().site().code();
    }

    /** Whether the console project lives here. */
    public boolean isDefault() {
        return site().equals(node.settings().defaultRegion());
    }
}
