/**
 * Shows how the router decides: {@code GET /.meridian/route} and {@code /.meridian/nodes} on any host, and
 * {@code route.v1.Router/Resolve}. The planner is the one that requests are routed by.
 *
 * <p>Start at {@link dev.meridian.router.explain.Explaining}. Relay addresses are never shown.
 */
@NullMarked
package dev.meridian.router.explain;

import org.jspecify.annotations.NullMarked;
