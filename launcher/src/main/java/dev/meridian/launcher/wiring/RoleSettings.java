package dev.meridian.launcher.wiring;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.config.ConfigurationException;
import dev.meridian.edge.EdgeSettings;
import dev.meridian.proto.topology.v1.Kind;
import dev.meridian.region.node.RegionSettings;
import dev.meridian.router.RouterSettings;

/** The settings of a node's own kind. */
sealed interface RoleSettings {

    record OfRegion(RegionSettings settings) implements RoleSettings {}

    record OfEdge(EdgeSettings settings) implements RoleSettings {}

    record OfRouter(RouterSettings settings) implements RoleSettings {}

    static RoleSettings read(Kind kind, Configuration configuration) {
        return switch (kind) {
            case KIND_REGION -> new OfRegion(RegionSettings.read(configuration));
            case KIND_EDGE -> new OfEdge(EdgeSettings.read(configuration));
            case KIND_ROUTER -> new OfRouter(RouterSettings.read(configuration));
            case KIND_UNSPECIFIED, UNRECOGNIZED -> throw new ConfigurationException("node.kind is not set");
        };
    }
}
