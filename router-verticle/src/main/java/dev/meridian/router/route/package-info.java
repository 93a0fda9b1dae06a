/**
 * Where a request goes, and why. Pure: a function of the request's facts, a registry snapshot and the nodes in view.
 *
 * <p>What must hold: a plan names only usable nodes; its order does not depend on nodes that are not in it, so that a node
 * that goes away moves no client but its own; every refusal carries its reason. Start at
 * {@link dev.meridian.router.route.RoutePlanner}.
 */
@NullMarked
package dev.meridian.router.route;

import org.jspecify.annotations.NullMarked;
