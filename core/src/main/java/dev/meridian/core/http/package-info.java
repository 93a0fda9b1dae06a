/**
 * One HTTP exchange as every kind of node sees it, whichever door it came through.
 *
 * <p>Start at {@link dev.meridian.core.http.Exchange}. A node's own HTTP server and the relay both produce it, so that
 * a feature is written once and cannot tell the doors apart.
 */
@NullMarked
package dev.meridian.core.http;

import org.jspecify.annotations.NullMarked;
