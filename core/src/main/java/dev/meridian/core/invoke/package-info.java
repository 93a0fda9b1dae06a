/**
 * {@code functions.v1.Functions} as every kind of node offers it: a call is taken in, answered here or passed on to
 * a node that can. Start at {@link dev.meridian.core.invoke.InvokeDoor}.
 */
@NullMarked
package dev.meridian.core.invoke;

import org.jspecify.annotations.NullMarked;
