/**
 * The executable: one jar, one command line.
 *
 * <p>Start at {@link dev.meridian.launcher.Main}.
 */
@NullMarked
package dev.meridian.launcher;

import org.jspecify.annotations.NullMarked;
