/**
 * Puts a node together from its settings: shared parts first, then its kind's own, then its doors.
 *
 * <p>Start at {@link dev.meridian.launcher.wiring.RunningNode}.
 */
@NullMarked
package dev.meridian.launcher.wiring;

import org.jspecify.annotations.NullMarked;
