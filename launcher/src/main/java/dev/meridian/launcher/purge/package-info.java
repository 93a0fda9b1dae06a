/** {@code meridian purge}. Start at {@link dev.meridian.launcher.purge.PurgeCommand}. */
@NullMarked
package dev.meridian.launcher.purge;

import org.jspecify.annotations.NullMarked;
