/**
 * Light functions: a tenant's JavaScript runs in V8 isolates inside function-host processes, children of the node that
 * asks for it, never in the node itself.
 *
 * <p>Invariants: whatever script does, the node lives and its neighbours' calls go on in a fresh host; tenants share no
 * isolate; a call has exactly one {@link dev.meridian.functions.Outcome}; everything is bounded (calls, bytes, time,
 * heap). Nothing here knows of HTTP routing or of clusters. Start at {@link dev.meridian.functions.FunctionHosts}; what
 * happens inside a host is in {@code host}, what they say to each other in {@code wire}, the engine behind a seam in
 * {@code engine}.
 */
@NullMarked
package dev.meridian.functions;

import org.jspecify.annotations.NullMarked;
