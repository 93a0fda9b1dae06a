/**
 * Functions at an edge beside workerd, Deno, plain Node.js and a bare Vert.x handler: the same two functions warm, loaded
 * by wrk; then first calls of functions never seen, and the memory of those that are loaded.
 *
 * <p>Each server gives the same answers, which is seen to before anything is timed. Start at {@link
 * dev.meridian.launcher.bench.functions.FunctionsBench}.
 */
@NullMarked
package dev.meridian.launcher.bench.functions;

import org.jspecify.annotations.NullMarked;
