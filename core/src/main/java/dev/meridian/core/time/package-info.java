/**
 * Time that a test can move: deadlines here, the wall clock as {@link java.time.InstantSource}.
 */
@NullMarked
package dev.meridian.core.time;

import org.jspecify.annotations.NullMarked;
