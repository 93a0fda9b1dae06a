/**
 * {@code meridian migrate}: what a project of a running Appwrite has, into a project of this network, over the public API of
 * both.
 *
 * <p>Start at {@link dev.meridian.launcher.migrate.MigrateCommand}. Nothing is kept of a run: what the target has already is
 * found out by asking it, so that a run that was broken off is simply begun again. What cannot be moved is noted and the rest
 * goes on; only where one of the two does not answer at all, the run ends.
 */
@NullMarked
package dev.meridian.launcher.migrate;

import org.jspecify.annotations.NullMarked;
