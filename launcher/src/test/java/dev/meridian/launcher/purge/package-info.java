@NullMarked
package dev.meridian.launcher.purge;

import org.jspecify.annotations.NullMarked;
