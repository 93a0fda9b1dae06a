/**
 * A day of a network of 20 regions and 1,000 edges, simulated from a seed: the planner that routers use beside simpler ways
 * of choosing. Start at {@link dev.meridian.system.routing.RoutingSimulationTest}.
 */
@NullMarked
package dev.meridian.system.routing;

import org.jspecify.annotations.NullMarked;
