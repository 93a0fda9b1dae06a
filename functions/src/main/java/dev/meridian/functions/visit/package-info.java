/**
 * A visit of a function over HTTP, the same at edges and in regions: what goes in, what is answered, what is recorded
 * (contract sections 8.2 to 8.4).
 *
 * <p>Start at {@link dev.meridian.functions.visit.Visit}.
 */
@NullMarked
package dev.meridian.functions.visit;

import org.jspecify.annotations.NullMarked;
