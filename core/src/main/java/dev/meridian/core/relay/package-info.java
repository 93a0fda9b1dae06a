/**
 * The private path between nodes: HTTP exchanges and gRPC calls over warm HTTP/2 connections.
 *
 * <p>Start at {@link dev.meridian.core.relay.Relay}.
 */
@NullMarked
package dev.meridian.core.relay;

import org.jspecify.annotations.NullMarked;
