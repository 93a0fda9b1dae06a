/**
 * {@code functions.v1.Functions/Invoke} as every kind of node offers it: a call is taken in, answered here or passed on to
 * a node that can, and refused in the contract's error types.
 *
 * <p>A refusal's status is the gRPC one nearest to the contract's HTTP status; its message is the error type, a colon and
 * the text. Start at {@link dev.meridian.core.invoke.InvokeDoor}.
 */
@NullMarked
package dev.meridian.core.invoke;

import org.jspecify.annotations.NullMarked;
