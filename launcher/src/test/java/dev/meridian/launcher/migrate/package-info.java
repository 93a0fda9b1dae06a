/** Projects that move. */
@NullMarked
package dev.meridian.launcher.migrate;

import org.jspecify.annotations.NullMarked;
