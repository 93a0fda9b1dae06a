/**
 * The seam between a function host and whatever runs the script: an {@link dev.meridian.functions.engine.Engine} opens
 * isolates, an {@link dev.meridian.functions.engine.Isolate} belongs to one launch of one tenant.
 *
 * <p>An isolate is entered by one thread at a time; only {@code terminate} and {@code memory} may come from others. A
 * terminated isolate is closed, never entered again.
 */
@NullMarked
package dev.meridian.functions.engine;

import org.jspecify.annotations.NullMarked;
