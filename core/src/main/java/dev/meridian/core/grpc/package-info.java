/**
 * gRPC calls as every door of every node takes them: told from other requests by their content type, bounded, answered in
 * the contract's error types, and passed on to the node that can answer.
 *
 * <p>A refusal's status is the gRPC one nearest to the contract's HTTP status; its message is the error type, a colon and
 * the text. Start at {@link dev.meridian.core.grpc.GrpcCalls}; a service of calls by users is a
 * {@link dev.meridian.core.grpc.CallDoor}.
 */
@NullMarked
package dev.meridian.core.grpc;

import org.jspecify.annotations.NullMarked;
