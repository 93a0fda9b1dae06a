/**
 * A whole network on one machine, for development.
 *
 * <p>A {@link dev.meridian.launcher.dev.DevPlan} says which nodes there are, with the very settings that a production node
 * would be given; {@link dev.meridian.launcher.dev.DevCommand} starts them, in one process or each in its own.
 */
@NullMarked
package dev.meridian.launcher.dev;

import org.jspecify.annotations.NullMarked;
