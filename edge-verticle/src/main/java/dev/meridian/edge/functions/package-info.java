/**
 * Requests for functions: refused at the edge where a visitor may not execute them, else passed to the home region.
 *
 * <p>Start at {@link dev.meridian.edge.functions.FunctionRequests}.
 */
@NullMarked
package dev.meridian.edge.functions;

import org.jspecify.annotations.NullMarked;
