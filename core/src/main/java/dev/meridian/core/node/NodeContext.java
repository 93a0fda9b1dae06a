package dev.meridian.core.node;

import dev.meridian.core.cluster.EventPlane;
import dev.meridian.core.id.Ids;
import dev.meridian.core.registry.Registry;
import dev.meridian.core.relay.Relay;
import dev.meridian.core.telemetry.Telemetry;
import dev.meridian.core.topology.Topology;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** What the parts of one node share. Made once at start; each part is safe for use by many threads. */
public record NodeContext(
        NodeSettings settings,
        Vertx vertx,
        InstantSource clock,
        Ids ids,
        Telemetry telemetry,
        EventPlane events,
        Topology topology,
        Registry registry,
        Relay relay) {}
