/**
 * Acts on route plans: streams requests to the chosen node and responses back, tries the next node where that is safe,
 * answers redirects and refusals.
 *
 * <p>What must hold: a request is repeated only if nothing of it reached a node, or it does no harm twice and its body is
 * still whole; repeats that a node may have seen are kept to a share of all requests. Start at
 * {@link dev.meridian.router.proxy.RoutingProxy}.
 */
@NullMarked
package dev.meridian.router.proxy;

import org.jspecify.annotations.NullMarked;
