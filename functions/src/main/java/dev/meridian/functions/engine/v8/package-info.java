/**
 * V8 by Javet behind the engine seam; Javet is known nowhere else.
 *
 * <p>Locking: a {@link dev.meridian.functions.engine.v8.JavetSession} holds V8's own lock explicitly, since Javet locks
 * nothing by itself while one exists: entering from a second thread would abort the process. Every handle is closed by
 * its owner. Script meets only {@code prelude.js} and what that lets through. Start at
 * {@link dev.meridian.functions.engine.v8.JavetEngine}.
 */
@NullMarked
package dev.meridian.functions.engine.v8;

import org.jspecify.annotations.NullMarked;
