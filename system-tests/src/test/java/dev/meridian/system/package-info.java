/**
 * The network from outside: real processes, real SDKs, real failures.
 *
 * <p>Start at {@link dev.meridian.system.RunningNetwork}.
 */
@NullMarked
package dev.meridian.system;

import org.jspecify.annotations.NullMarked;
