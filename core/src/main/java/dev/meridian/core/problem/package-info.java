/**
 * The one family of failures that a caller is told about.
 *
 * <p>Start at {@link dev.meridian.core.problem.Problem}; its types are the wire contract's (section 2.4).
 */
@NullMarked
package dev.meridian.core.problem;

import org.jspecify.annotations.NullMarked;
